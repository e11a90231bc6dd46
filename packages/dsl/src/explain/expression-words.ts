import type { Expression } from '@parley/jq';
import { parseExpression } from '../expression/analyse.ts';
import { stripExpression } from '../expression/syntax.ts';
import { humanize } from './words.ts';

const COMPARISONS: Readonly<Record<string, string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
};

/** A condition in plain words, `the order's total is more than 100`; what has no plain words stays as it is written. */
export function conditionWords(text: string): string {
  return inWords(text, condition);
}

/** A value in plain words, `the order's items`. */
export function valueWords(text: string): string {
  return inWords(text, value);
}

/** The text an expression was read from, and what `.` stands for in it. */
interface Setting {
  readonly source: string;
  readonly subject: string;
}

function inWords(text: string, write: (ast: Expression, setting: Setting) => string): string {
  const source = stripExpression(text);
  const { ast, diagnostics } = parseExpression(source);
  return diagnostics.length > 0 ? source : write(ast, { source, subject: THE_DATA });
}

const THE_DATA = 'the data';

function condition(ast: Expression, setting: Setting): string {
  switch (ast.kind) {
    case 'logical':
      return `${operand(ast.left, ast.operator, setting)} ${ast.operator} ${operand(ast.right, ast.operator, setting)}`;
    case 'binary':
      return ast.operator in COMPARISONS ? comparison(ast, setting) : raw(ast, setting);
    case 'pipe':
      return piped(ast, setting);
    case 'index':
    case 'variable':
      return `${value(ast, setting)} is true`;
    case 'literal':
      return ast.value === false || ast.value === null ? 'never' : 'always';
    default:
      return raw(ast, setting);
  }
}

/** `.a | not` and `.a | length > 1`. */
function piped(ast: Extract<Expression, { kind: 'pipe' }>, setting: Setting): string {
  if (isCall(ast.right, 'not')) return `${value(ast.left, setting)} is not true`;
  if (ast.right.kind !== 'binary' || !pathOf(ast.left)) return raw(ast, setting);
  return condition(ast.right, { ...setting, subject: value(ast.left, setting) });
}

/** `a and b` inside `or` reads well; the other way round needs brackets. */
function operand(ast: Expression, outer: string, setting: Setting): string {
  const words = condition(ast, setting);
  return ast.kind === 'logical' && ast.operator === 'or' && outer === 'and' ? `(${words})` : words;
}

function comparison(ast: Extract<Expression, { kind: 'binary' }>, setting: Setting): string {
  const { left, operator, right } = ast;
  const against = right.kind === 'literal' ? right.value : undefined;
  if (against === null && (operator === '==' || operator === '!=')) {
    return `${operator === '==' ? 'there is no' : 'there is a'} ${bare(value(left, setting))}`;
  }
  const counted = against === 0 ? countedBy(left, setting) : undefined;
  if (counted !== undefined && operator === '==') return `there are no ${counted}`;
  if (counted !== undefined && (operator === '>' || operator === '!=')) return `there are ${counted}`;
  return `${value(left, setting)} ${COMPARISONS[operator]} ${value(right, setting)}`;
}

/** What `length` counts, without its article. */
function countedBy(ast: Expression, setting: Setting): string | undefined {
  if (isCall(ast, 'length')) return bare(setting.subject);
  return ast.kind === 'pipe' && isCall(ast.right, 'length') ? bare(value(ast.left, setting)) : undefined;
}

function value(ast: Expression, setting: Setting): string {
  if (ast.kind === 'literal') return typeof ast.value === 'string' ? `"${ast.value}"` : String(ast.value);
  const counted = countedBy(ast, setting);
  if (counted !== undefined) return counted === bare(THE_DATA) ? 'their number' : `the number of ${counted}`;
  const path = pathOf(ast);
  if (!path) return raw(ast, setting);
  return path.length === 0 ? setting.subject : `the ${path.slice(-2).map(humanize).join("'s ")}`;
}

function bare(words: string): string {
  return words.replace(/^the /, '');
}

/** The names along `.a.b` and `$x.a.b`; undefined for anything else. */
function pathOf(ast: Expression): string[] | undefined {
  if (ast.kind === 'identity') return [];
  if (ast.kind === 'variable') return ['context', 'input', 'output'].includes(ast.name) ? [] : [ast.name];
  if (ast.kind !== 'index' || ast.key.kind !== 'literal' || typeof ast.key.value !== 'string') return undefined;
  const path = pathOf(ast.target);
  return path && [...path, ast.key.value];
}

function isCall(ast: Expression, name: string): boolean {
  return ast.kind === 'call' && ast.name === name && ast.arguments.length === 0;
}

function raw(ast: Expression, { source }: Setting): string {
  return source.slice(ast.span.start, ast.span.end).replaceAll(/\s+/g, ' ');
}
