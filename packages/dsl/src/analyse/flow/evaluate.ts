import type { Expression, ObjectPatternEntry, Pattern } from '@parley/jq';
import { parseExpression } from '../../expression/analyse.ts';
import { evaluateCall } from './builtins.ts';
import { consume, type Evaluation, withDot } from './evaluation.ts';
import { ITEM, join, listOf, mapOf, type Origin, OTHER, step, without } from './origin.ts';

/**
 * Evaluates jq over origins instead of values: what an expression gives, and through `read` what it looks at. Follows the
 * ways values are handed on; whatever is computed is `other`, and so is everything when the source does not parse.
 */
export function evaluateExpression(source: string, evaluation: Evaluation): Origin {
  const { ast, diagnostics } = parseExpression(source);
  return diagnostics.length > 0 ? OTHER : evaluate(ast, evaluation);
}

type Handler<K extends Expression['kind']> = (ast: Extract<Expression, { kind: K }>, at: Evaluation) => Origin;

const HANDLERS: { readonly [K in Expression['kind']]: Handler<K> } = {
  identity: (_ast, { dot }) => dot,
  recurse: (_ast, at) => consume(at.dot, at),
  literal: () => OTHER,
  interpolation(ast, at) {
    for (const part of ast.parts) if (part.kind !== 'text') consume(evaluate(part, at), at);
    return OTHER;
  },
  format: (_ast, at) => consume(at.dot, at),
  index: evaluateIndex,
  slice(ast, at) {
    for (const bound of [ast.from, ast.to]) if (bound) consume(evaluate(bound, at), at);
    return evaluate(ast.target, at);
  },
  iterate: (ast, at) => step(evaluate(ast.target, at), ITEM),
  try: (ast, at) => join([evaluate(ast.body, at), ast.handler ? evaluate(ast.handler, withDot(at, OTHER)) : OTHER]),
  negate: (ast, at) => consume(evaluate(ast.operand, at), at),
  pipe: (ast, at) => evaluate(ast.right, withDot(at, evaluate(ast.left, at))),
  comma: (ast, at) => join(ast.items.map((item) => evaluate(item, at))),
  binary: evaluateBinary,
  logical: (ast, at) => consume(join([evaluate(ast.left, at), evaluate(ast.right, at)]), at),
  alternative(ast, at) {
    return join([evaluate(ast.left, at), evaluate(ast.right, at)]);
  },
  assignment(ast, at) {
    consume(evaluate(ast.target, at), at);
    consume(evaluate(ast.value, at), at);
    return at.dot;
  },
  if(ast, at) {
    consume(evaluate(ast.condition, at), at);
    return join([evaluate(ast.consequent, at), ast.alternative ? evaluate(ast.alternative, at) : at.dot]);
  },
  bind: (ast, at) => evaluate(ast.body, bound(ast.patterns, evaluate(ast.source, at), at)),
  reduce: (ast, at) => fold(ast, null, at),
  foreach: (ast, at) => fold(ast, ast.extract, at),
  // Functions that a program defines are rare in definitions: what goes into one counts as read.
  define: (ast, at) => evaluate(ast.body, at),
  call: (ast, at) => evaluateCall(ast, at, evaluate),
  variable: (ast, at) => at.variables.get(ast.name) ?? OTHER,
  location: () => OTHER,
  label: (ast, at) => evaluate(ast.body, at),
  break: () => OTHER,
  array: (ast, at) => listOf(ast.body ? evaluate(ast.body, at) : OTHER),
  object: evaluateObject,
  invalid: () => OTHER,
};

function evaluate(ast: Expression, at: Evaluation): Origin {
  return (HANDLERS[ast.kind] as Handler<Expression['kind']>)(ast as never, at);
}

function evaluateIndex(ast: Extract<Expression, { kind: 'index' }>, at: Evaluation): Origin {
  const target = evaluate(ast.target, at);
  const { key } = ast;
  if (key.kind === 'literal' && typeof key.value === 'string') return step(target, key.value);
  if (key.kind === 'literal' && typeof key.value === 'number') return step(target, indexStep(target, key.value));
  if (key.kind === 'negate') return step(target, ITEM);
  consume(evaluate(key, at), at);
  return consume(target, at);
}

/** The branches of a fork stand under their numbers; other lists are all alike. */
function indexStep(target: Origin, index: number): string {
  const value = target.kind === 'made' ? target.value : target;
  return value.kind === 'map' && value.entries.has(String(index)) ? String(index) : ITEM;
}

function evaluateBinary(ast: Extract<Expression, { kind: 'binary' }>, at: Evaluation): Origin {
  const [left, right] = [evaluate(ast.left, at), evaluate(ast.right, at)];
  if (ast.operator === '+' && right.kind === 'map') {
    return mapOf(right.entries, join([without(left, right.entries), right.rest]));
  }
  if (ast.operator === '+' && (right.kind === 'list' || left.kind === 'list')) {
    return listOf(join([step(left, ITEM), step(right, ITEM)]));
  }
  return consume(join([left, right]), at);
}

function evaluateObject(ast: Extract<Expression, { kind: 'object' }>, at: Evaluation): Origin {
  const entries = new Map<string, Origin>();
  let rest: Origin = OTHER;
  for (const { key, value } of ast.entries) {
    const origin = evaluate(value, at);
    if (key.kind === 'literal' && typeof key.value === 'string') entries.set(key.value, origin);
    else {
      consume(evaluate(key, at), at);
      rest = join([rest, origin]);
    }
  }
  return mapOf(entries, rest);
}

/** `reduce` and `foreach`: what the fold gives is one of what its updates give. */
function fold(
  ast: Extract<Expression, { kind: 'reduce' | 'foreach' }>,
  extract: Expression | null,
  at: Evaluation,
): Origin {
  const inner = bound(ast.patterns, evaluate(ast.source, at), at);
  const initial = evaluate(ast.initial, at);
  const result = join([initial, evaluate(ast.update, withDot(inner, initial))]);
  return extract ? evaluate(extract, withDot(inner, result)) : result;
}

function bound(patterns: readonly Pattern[], value: Origin, at: Evaluation): Evaluation {
  const variables = new Map(at.variables);
  for (const pattern of patterns) bindPattern(pattern, value, variables);
  return { ...at, variables };
}

function bindPattern(pattern: Pattern, value: Origin, variables: Map<string, Origin>): void {
  if (pattern.kind === 'variable-pattern') variables.set(pattern.name, value);
  else if (pattern.kind === 'array-pattern') {
    for (const item of pattern.items) bindPattern(item, step(value, ITEM), variables);
  } else for (const entry of pattern.entries) bindEntry(entry, value, variables);
}

function bindEntry(entry: ObjectPatternEntry, value: Origin, variables: Map<string, Origin>): void {
  const { key, variable, pattern } = entry;
  const part = key.kind === 'literal' && typeof key.value === 'string' ? step(value, key.value) : OTHER;
  if (variable !== null) variables.set(variable, part);
  if (pattern) bindPattern(pattern, part, variables);
}
