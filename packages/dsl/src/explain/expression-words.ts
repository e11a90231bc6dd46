import { type Expression, parse } from '@parley/jq';
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
  const source = stripExpression(text);
  const { ast, diagnostics } = parse(source);
  return diagnostics.length > 0 ? source : condition(ast, source);
}

/** A value in plain words, `the order's items`. */
export function valueWords(text: string): string {
  const source = stripExpression(text);
  const { ast, diagnostics } = parse(source);
  return diagnostics.length > 0 ? source : value(ast, source);
}

function condition(ast: Expression, source: string): string {
  switch (ast.kind) {
    case 'logical':
      return `${operand(ast.left, ast.operator, source)} ${ast.operator} ${operand(ast.right, ast.operator, source)}`;
    case 'binary':
      return ast.operator in COMPARISONS ? comparison(ast, source) : raw(ast, source);
    case 'pipe':
      return isCall(ast.right, 'not') ? `${value(ast.left, source)} is not true` : raw(ast, source);
    case 'index':
    case 'variable':
      return `${value(ast, source)} is true`;
    case 'literal':
      return ast.value === true ? 'always' : ast.value === false || ast.value === null ? 'never' : 'always';
    default:
      return raw(ast, source);
  }
}

/** `a and b` inside `or` reads well; the other way round needs brackets. */
function operand(ast: Expression, outer: string, source: string): string {
  const words = condition(ast, source);
  return ast.kind === 'logical' && ast.operator === 'or' && outer === 'and' ? `(${words})` : words;
}

function comparison(ast: Extract<Expression, { kind: 'binary' }>, source: string): string {
  const { left, operator, right } = ast;
  if (right.kind === 'literal' && right.value === null && (operator === '==' || operator === '!=')) {
    return `${operator === '==' ? 'there is no' : 'there is a'} ${value(left, source).replace(/^the /, '')}`;
  }
  if (left.kind === 'pipe' && isCall(left.right, 'length') && right.kind === 'literal' && right.value === 0) {
    const what = value(left.left, source).replace(/^the /, '');
    if (operator === '==') return `there are no ${what}`;
    if (operator === '>' || operator === '!=') return `there are ${what}`;
  }
  return `${value(left, source)} ${COMPARISONS[operator]} ${value(right, source)}`;
}

function value(ast: Expression, source: string): string {
  if (ast.kind === 'literal') return typeof ast.value === 'string' ? `"${ast.value}"` : String(ast.value);
  if (ast.kind === 'identity') return 'the data';
  if (ast.kind === 'pipe' && isCall(ast.right, 'length')) {
    if (ast.left.kind === 'identity') return 'their number';
    return `the number of ${value(ast.left, source).replace(/^the /, '')}`;
  }
  const path = pathOf(ast);
  if (!path) return raw(ast, source);
  if (path.length === 0) return 'the data';
  return `the ${path.slice(-2).map(humanize).join("'s ")}`;
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

function raw(ast: Expression, source: string): string {
  return source.slice(ast.span.start, ast.span.end).replaceAll(/\s+/g, ' ');
}
