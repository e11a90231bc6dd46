import type { Diagnostic as JqDiagnostic } from '@parley/jq';
import { nearest } from '../../diagnostics/nearest.ts';
import { analyseExpression, secretsRead } from '../../expression/analyse.ts';
import { ARGUMENTS_BY_STAGE, EXPRESSION_ARGUMENTS } from '../../expression/arguments.ts';
import { expressionOffset, isExpression, stripExpression } from '../../expression/syntax.ts';
import { quote } from '../describe.ts';
import type { ExpressionSite, Finding } from '../site.ts';
import type { CheckInput } from './check.ts';
import { evaluation } from './evaluation.ts';

/** Every expression must compile with the arguments and variables of its place. */
export function* checkExpressions({ value, survey, symbols }: CheckInput): Generator<Finding> {
  const { language, strict } = evaluation(value);
  if (!/^jq\b/.test(language)) {
    const message = `Expressions in ${quote(language)} are neither checked nor run; the standard language is jq`;
    yield { code: 'unsupported_language', pointer: '/evaluate/language', message };
    return;
  }
  for (const site of survey.expressions) {
    if (site.mode === 'expression' || isExpression(site.text)) yield* checkExpression(site, symbols.secrets);
    else if (site.mode === 'marked') yield unmarked(site);
    else if (strict) yield* checkLiteral(site);
  }
}

function* checkExpression(site: ExpressionSite, secrets: ReadonlySet<string>): Generator<Finding> {
  const source = stripExpression(site.text);
  if (source === '') {
    yield { code: 'empty_expression', pointer: site.pointer, message: 'The expression is empty' };
    return;
  }
  const offset = expressionOffset(site.text);
  const known = [...ARGUMENTS_BY_STAGE[site.scope.stage], ...site.scope.variables];
  const { ast, diagnostics } = analyseExpression(source, known);
  for (const diagnostic of diagnostics) {
    const finding = fromJq(diagnostic, site, source, offset, known);
    if (finding) yield finding;
  }
  if (!ast || !source.includes('secrets')) return;
  for (const { name, start, end } of secretsRead(ast)) {
    if (secrets.has(name)) continue;
    const near = nearest(name, secrets);
    yield {
      code: 'undeclared_secret',
      pointer: site.pointer,
      within: { start: start + offset, end: end + offset },
      message: `There is no secret ${quote(name)} in use.secrets`,
      hint: near ? `Did you mean ${near}?` : 'List it under use.secrets.',
    };
  }
}

function fromJq(
  diagnostic: JqDiagnostic,
  site: ExpressionSite,
  source: string,
  offset: number,
  known: readonly string[],
): Finding | undefined {
  const { start, end } = diagnostic.span;
  const base = { pointer: site.pointer, within: { start: start + offset, end: end + offset } };
  if (diagnostic.code === 'undefined_variable') {
    if (site.scope.stage === 'reusable') return undefined;
    return { ...base, ...unknownVariable(source.slice(start, end), known) };
  }
  const nested = source.includes('${');
  return {
    ...base,
    code: diagnostic.code === 'undefined_function' ? 'unknown_jq_function' : 'expression_syntax',
    message: nested ? 'An expression has one ${ } around all of it' : diagnostic.message,
    ...(nested ? { hint: TEXT_HINT } : diagnostic.hint !== undefined && { hint: diagnostic.hint }),
  };
}

const TEXT_HINT = 'Texts are put together inside: ${ "Hello \\(.name)" }.';

function unknownVariable(
  text: string,
  known: readonly string[],
): Pick<Finding, 'code' | 'message' | 'hint' | 'replacement'> {
  const name = text.replace(/^\$/, '');
  if ((EXPRESSION_ARGUMENTS as readonly string[]).includes(name)) {
    const names = known.map((argument) => `$${argument}`);
    return {
      code: 'unavailable_argument',
      message: `$${name} does not exist at this point of the workflow`,
      hint: `Here are ${names.join(', ')}, and . for the data itself.`,
    };
  }
  const near = nearest(name, known);
  return {
    code: 'unknown_variable',
    message: `There is no variable $${name} here`,
    ...(near !== undefined && { hint: `Did you mean $${near}?`, replacement: `$${near}` }),
  };
}

function unmarked(site: ExpressionSite): Finding {
  return {
    code: 'unmarked_expression',
    pointer: site.pointer,
    message: 'This property takes an expression in ${ }',
    hint: `Write \${ ${site.text.trim()} }.`,
    replacement: `\${ ${site.text.trim()} }`,
  };
}

/** Texts in data that look as if they were meant to be evaluated. */
function* checkLiteral(site: ExpressionSite): Generator<Finding> {
  const { text, pointer, scope } = site;
  if (text.includes('${')) {
    yield {
      code: 'partial_expression',
      pointer,
      message: 'The ${ } stands inside a text and is not evaluated',
      hint: TEXT_HINT,
    };
    return;
  }
  const variable = /^\s*\$([a-zA-Z_]\w*)/.exec(text)?.[1];
  const named =
    variable !== undefined && ([...EXPRESSION_ARGUMENTS, ...scope.variables] as string[]).includes(variable);
  if (!named && !/^\s*\.[a-zA-Z_]/.test(text)) return;
  const { diagnostics } = analyseExpression(text, [...EXPRESSION_ARGUMENTS, ...scope.variables]);
  if (diagnostics.length > 0) return;
  yield {
    code: 'literal_expression',
    pointer,
    message: `${quote(text)} is passed on as a text and not evaluated`,
    hint: `Write \${ ${text.trim()} } to evaluate it.`,
    replacement: `\${ ${text.trim()} }`,
  };
}
