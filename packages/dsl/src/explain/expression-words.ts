import type { Expression } from '@parley/jq';
import { parseExpression } from '../expression/analyse.ts';
import { stripExpression } from '../expression/syntax.ts';
import { existenceWords, truthWords } from './truth-words.ts';
import { humanize } from './words.ts';

const COMPARISONS: Readonly<Record<string, string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is under',
  '<=': 'is at most',
  '>': 'is over',
  '>=': 'is at least',
};

/** Functions with one literal argument that say something about a text or a list. */
const TESTS: Readonly<Record<string, string>> = {
  startswith: 'starts with',
  endswith: 'ends with',
  contains: 'contains',
  has: 'has',
  test: 'matches',
};

/** A condition in plain words, `the order's total is over 100`; what has no plain words is shown as code. */
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
  /** The names that lead to what `.` stands for. */
  readonly path: readonly string[];
}

function inWords(text: string, write: (ast: Expression, setting: Setting) => string): string {
  const source = stripExpression(text);
  const { ast, diagnostics } = parseExpression(source);
  return diagnostics.length > 0 ? code(source) : write(ast, { source, subject: THE_DATA, path: [] });
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
      return truth(ast, true, setting);
    case 'call':
      return test(ast, setting);
    case 'literal':
      return ast.value === false || ast.value === null ? 'never' : 'always';
    default:
      return raw(ast, setting);
  }
}

/** A value that is true or false by itself. */
function truth(ast: Expression, holds: boolean, setting: Setting): string {
  const path = fullPath(ast, setting);
  if (path && path.length > 0) return truthWords(path, holds);
  return `${value(ast, setting)} is ${holds ? '' : 'not '}true`;
}

/** `.a | not`, `.a | length > 1` and `.name | startswith("x")`. */
function piped(ast: Extract<Expression, { kind: 'pipe' }>, setting: Setting): string {
  const path = fullPath(ast.left, setting);
  if (!path) return raw(ast, setting);
  if (isCall(ast.right, 'not')) return truth(ast.left, false, setting);
  if (ast.right.kind !== 'binary' && ast.right.kind !== 'call') return raw(ast, setting);
  const words = condition(ast.right, { ...setting, subject: value(ast.left, setting), path });
  // Code of the right side alone would be about something else.
  return words.includes('`') ? raw(ast, setting) : words;
}

function test(ast: Extract<Expression, { kind: 'call' }>, setting: Setting): string {
  const [argument] = ast.arguments;
  const words = TESTS[ast.name];
  if (words === undefined || ast.arguments.length !== 1 || argument?.kind !== 'literal') return raw(ast, setting);
  return `${setting.subject} ${words} ${value(argument, setting)}`;
}

/** `a and b` inside `or` reads well; the other way round needs brackets. */
function operand(ast: Expression, outer: string, setting: Setting): string {
  const words = condition(ast, setting);
  return ast.kind === 'logical' && ast.operator === 'or' && outer === 'and' ? `(${words})` : words;
}

function comparison(ast: Extract<Expression, { kind: 'binary' }>, setting: Setting): string {
  const { left, operator, right } = ast;
  const against = right.kind === 'literal' ? right.value : undefined;
  const equal = operator === '==';
  if (equal || operator === '!=') {
    const path = fullPath(left, setting);
    if (typeof against === 'boolean') return truth(left, equal === against, setting);
    if (against === null && path && path.length > 0) return existenceWords(path, !equal);
  }
  const counted = against === 0 ? countedPath(left, setting) : undefined;
  if (counted && equal) return existenceWords(counted, false);
  if (counted && (operator === '>' || operator === '!=')) return existenceWords(counted, true);
  return `${value(left, setting)} ${COMPARISONS[operator]} ${value(right, setting)}`;
}

/** The path of what `length` counts, when it has a name. */
function countedPath(ast: Expression, setting: Setting): readonly string[] | undefined {
  const path = isCall(ast, 'length')
    ? setting.path
    : ast.kind === 'pipe' && isCall(ast.right, 'length')
      ? fullPath(ast.left, setting)
      : undefined;
  return path && path.length > 0 ? path : undefined;
}

/** What `length` counts, without its article. */
function countedBy(ast: Expression, setting: Setting): string | undefined {
  if (isCall(ast, 'length')) return bare(setting.subject);
  return ast.kind === 'pipe' && isCall(ast.right, 'length') ? bare(value(ast.left, setting)) : undefined;
}

function value(ast: Expression, setting: Setting): string {
  if (ast.kind === 'literal') return literal(ast.value);
  const counted = countedBy(ast, setting);
  if (counted !== undefined) return counted === bare(THE_DATA) ? 'their number' : `the number of ${counted}`;
  if (ast.kind === 'binary' && ast.operator in ARITHMETIC) {
    return `${value(ast.left, setting)} ${ARITHMETIC[ast.operator]} ${value(ast.right, setting)}`;
  }
  const path = pathOf(ast);
  if (!path) return raw(ast, setting);
  return path.length === 0 ? setting.subject : `the ${path.slice(-2).map(humanize).join("'s ")}`;
}

const ARITHMETIC: Readonly<Record<string, string>> = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by' };

/** A single word needs no quotes. */
function literal(json: unknown): string {
  if (typeof json !== 'string') return json === null ? 'nothing' : String(json);
  return /^[a-zA-Z]+$/.test(json) ? json : `"${json}"`;
}

function bare(words: string): string {
  return words.replace(/^the /, '');
}

/** The names along `.a.b` and `$x.a.b`; undefined for anything else. */
function pathOf(ast: Expression): string[] | undefined {
  if (ast.kind === 'identity') return [];
  if (ast.kind === 'variable') return ['context', 'input', 'output'].includes(ast.name) ? [] : [ast.name];
  if (isWorkflowInput(ast)) return [];
  if (ast.kind !== 'index' || ast.key.kind !== 'literal' || typeof ast.key.value !== 'string') return undefined;
  const path = pathOf(ast.target);
  return path && [...path, ast.key.value];
}

/** `$workflow.input` is what the execution got: its parts have names of their own. */
function isWorkflowInput(ast: Expression): boolean {
  if (ast.kind !== 'index' || ast.key.kind !== 'literal' || ast.key.value !== 'input') return false;
  return ast.target.kind === 'variable' && ast.target.name === 'workflow';
}

/** The names from the data on, through what `.` stands for. */
function fullPath(ast: Expression, { path: dot }: Setting): readonly string[] | undefined {
  const path = pathOf(ast);
  return path && (startsWithDot(ast) ? [...dot, ...path] : path);
}

function startsWithDot(ast: Expression): boolean {
  return ast.kind === 'index' ? startsWithDot(ast.target) : ast.kind === 'identity';
}

function isCall(ast: Expression, name: string): boolean {
  return ast.kind === 'call' && ast.name === name && ast.arguments.length === 0;
}

function raw(ast: Expression, { source }: Setting): string {
  return code(source.slice(ast.span.start, ast.span.end));
}

function code(source: string): string {
  return `\`${source.replaceAll(/\s+/g, ' ')}\``;
}
