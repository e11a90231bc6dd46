import type { ArithmeticOperator, Assignment, Expression } from '../ast.ts';
import { arithmetic } from './arithmetic.ts';
import type { Engine } from './engine.ts';
import { FAILURE, type Flow, forEach, MANY, one, oneOrFails, withType } from './flow.ts';
import { badOperation } from './infer-operators.ts';
import { join } from './join.ts';
import { truthy } from './refine.ts';
import type { Scope } from './scope.ts';
import { isNever, type Type } from './type.ts';
import { updatePaths } from './update.ts';
import type { Change } from './update-parts.ts';

/** `target = value`, `target |= value`, `target += value` and so on. */
export function inferAssignment(engine: Engine, node: Assignment, input: Type, scope: Scope): Flow {
  return node.operator === '|=' ? inferUpdate(engine, node, input, scope) : inferSet(engine, node, input, scope);
}

function inferUpdate(engine: Engine, node: Assignment, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const target = inferTarget(engine, node, input, scope);
  if (isNever(target.type)) return withoutPaths(target, input);
  const mark = findings.mark;
  const update = engine.flow(node.value, target.type, scope);
  // Only the first output of the update is taken.
  if (target.min === 0 || update.max === MANY) findings.doubt(mark);
  const change: Change = (old) => {
    const flow = engine.flow(node.value, old, scope);
    return { type: flow.type, mayDelete: flow.min === 0, mayStay: false };
  };
  return assigned(engine, node, input, scope, change, target.fails || update.fails);
}

/** The operators whose right side is evaluated for the whole input. */
function inferSet(engine: Engine, node: Assignment, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const value = engine.flow(node.value, input, scope);
  if (isNever(value.type)) return value;
  const mark = findings.mark;
  const target = inferTarget(engine, node, input, scope);
  if (value.min === 0) findings.doubt(mark);
  if (isNever(target.type)) return forEach(value, withoutPaths(target, input));
  const operator =
    node.operator === '=' || node.operator === '//=' ? undefined : (node.operator[0] as ArithmeticOperator);
  if (operator !== undefined) checkOperands(engine, node, operator, target, value);
  const change: Change = (old) => ({
    type: combined(node, operator, old, value.type),
    mayDelete: false,
    mayStay: false,
  });
  const fails = operator !== undefined && arithmetic(operator, target.type, value.type).fails;
  return forEach(withType(value, input), assigned(engine, node, input, scope, change, target.fails || fails));
}

function combined(node: Assignment, operator: ArithmeticOperator | undefined, old: Type, value: Type): Type {
  if (operator !== undefined) return arithmetic(operator, old, value).type;
  return node.operator === '=' ? value : join(truthy(old), value);
}

function checkOperands(
  engine: Engine,
  node: Assignment,
  operator: ArithmeticOperator,
  target: Flow,
  value: Flow,
): void {
  if (!isNever(arithmetic(operator, target.type, value.type).type)) return;
  const mark = engine.findings.mark;
  engine.findings.report(badOperation({ operator, span: node.span }, target.type, value.type));
  if (target.min === 0 || value.min === 0) engine.findings.doubt(mark);
}

/** Follows the path expression as it is read; a property that is written first needs not be there. */
function inferTarget(engine: Engine, node: Assignment, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const target = engine.flow(node.target, input, scope);
  findings.allowNewProperties(mark, node.operator !== '=');
  return target;
}

/** No path to change leaves the input as it is; a path that always fails fails. */
const withoutPaths = (target: Flow, input: Type): Flow =>
  target.min === 1 ? FAILURE : target.fails ? oneOrFails(input) : one(input);

function assigned(engine: Engine, node: Assignment, input: Type, scope: Scope, change: Change, fails: boolean): Flow {
  const { type } = engine.findings.muted(() => updatePaths(engine, node.target, input, scope, change));
  if (isNever(type)) return FAILURE;
  return fails || !isNamePath(node.target) ? oneOrFails(type) : one(type);
}

/** `.a.b`: a path that can be set wherever it can be read. */
function isNamePath(node: Expression): boolean {
  if (node.kind === 'identity') return true;
  return (
    node.kind === 'index' &&
    node.key.kind === 'literal' &&
    typeof node.key.value === 'string' &&
    isNamePath(node.target)
  );
}
