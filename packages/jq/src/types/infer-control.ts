import type { Alternative, ArrayConstruction, Comma, Expression, If, Label, Logical, Pipe, Try } from '../ast.ts';
import type { Engine } from './engine.ts';
import type { Finding } from './findings.ts';
import { EMPTY, either, FAILURE, type Flow, followedBy, forEach, one, oneOrFails, withType } from './flow.ts';
import { join, tupleOf } from './join.ts';
import { printKinds } from './print.ts';
import { raisesMessagesOnly } from './raises.ts';
import { falsy, refine, type State, truthy } from './refine.ts';
import { findFunction, type Scope } from './scope.ts';
import {
  arrayOf,
  booleanType,
  falseType,
  isNever,
  neverType,
  type Slot,
  stringType,
  type Type,
  trueType,
  unknownType,
} from './type.ts';

/** `left | right` */
export function inferPipe(engine: Engine, node: Pipe, input: Type, scope: Scope): Flow {
  const left = engine.flow(node.left, input, scope);
  if (isNever(left.type)) return left;
  const mark = engine.findings.mark;
  const right = engine.flow(node.right, left.type, scopeAfter(engine, node.left, input, scope));
  if (left.min === 0) engine.findings.doubt(mark);
  return forEach(left, right);
}

/** After `select(f)`, what f says about variables holds. */
function scopeAfter(engine: Engine, node: Expression, input: Type, scope: Scope): Scope {
  if (node.kind !== 'call' || node.name !== 'select' || node.arguments.length !== 1) return scope;
  if (findFunction(scope, 'select', 1) !== undefined) return scope;
  return refine(engine, node.arguments[0]!, { input, scope }, true).scope;
}

/** `a, b` */
export function inferComma(engine: Engine, node: Comma, input: Type, scope: Scope): Flow {
  let result = EMPTY;
  for (const item of node.items) result = followedBy(result, engine.flow(item, input, scope));
  return result;
}

/** `if condition then consequent else alternative end` */
export function inferIf(engine: Engine, node: If, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const before = findings.count;
  const condition = engine.flow(node.condition, input, scope);
  if (isNever(condition.type)) return condition;
  const explained = findings.count > before || node.condition.kind === 'literal';
  const mark = findings.mark;
  const yes = branchState(engine, node.condition, condition, { input, scope }, true);
  const no = branchState(engine, node.condition, condition, { input, scope }, false);
  reportBranches(engine, node, explained || yes !== undefined, explained || no !== undefined);
  const consequent = yes === undefined ? undefined : engine.flow(node.consequent, yes.input, yes.scope);
  const alternative = no === undefined ? undefined : elseFlow(engine, node.alternative, no);
  const decided = condition.min === 1 && (yes === undefined || no === undefined);
  if (!decided) findings.doubt(mark);
  if (consequent === undefined || alternative === undefined)
    return forEach(condition, consequent ?? alternative ?? EMPTY);
  return forEach(condition, either(consequent, alternative));
}

const elseFlow = (engine: Engine, node: Expression | null, state: State): Flow =>
  node === null ? one(state.input) : engine.flow(node, state.input, state.scope);

/** What is known in a branch; undefined if no input reaches it. */
function branchState(engine: Engine, node: Expression, flow: Flow, state: State, truth: boolean): State | undefined {
  if (isNever(truth ? truthy(flow.type) : falsy(flow.type))) return undefined;
  const refined = refine(engine, node, state, truth);
  return isNever(refined.input) ? undefined : refined;
}

function reportBranches(engine: Engine, node: If, reachesYes: boolean, reachesNo: boolean): void {
  const { condition, consequent, alternative } = node;
  // Keyed by the span, because the branch itself may be a comparison that has something to say of its own.
  engine.findings.branch(consequent.span, reachesYes, () => deadBranch(consequent, condition, 'never true'));
  if (alternative === null) return;
  engine.findings.branch(alternative.span, reachesNo, () => deadBranch(alternative, condition, 'always true'));
}

const deadBranch = (branch: Expression, condition: Expression, why: string): Finding => ({
  code: 'unreachable_branch',
  severity: 'warning',
  span: branch.span,
  message: `No input reaches this branch: the condition is ${why}`,
  related: [{ span: condition.span, message: `This is ${why}` }],
});

/** `left and right`, `left or right` */
export function inferLogical(engine: Engine, node: Logical, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const left = engine.flow(node.left, input, scope);
  if (isNever(left.type)) return left;
  const isAnd = node.operator === 'and';
  const short = isAnd ? falseType : trueType;
  const decides = !isNever(isAnd ? falsy(left.type) : truthy(left.type));
  const goesOn = branchState(engine, node.left, left, { input, scope }, isAnd);
  if (goesOn === undefined) return withType(left, short);
  const mark = findings.mark;
  const right = engine.flow(node.right, goesOn.input, goesOn.scope);
  if (decides || left.min === 0) findings.doubt(mark);
  const answered = withType(right, booleansOf(right.type));
  return forEach(left, decides ? either(one(short), answered) : answered);
}

function booleansOf(type: Type): Type {
  const yes = isNever(truthy(type)) ? neverType : trueType;
  if (isNever(falsy(type))) return yes;
  return isNever(yes) ? falseType : booleanType;
}

/** `left // right`; an error of the left side is an error of the whole (jq 1.8). */
export function inferAlternative(engine: Engine, node: Alternative, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const left = engine.flow(node.left, input, scope);
  if (isFailure(left)) return left;
  const kept = truthy(left.type);
  const always = left.min === 1 && isNever(falsy(left.type));
  findings.branch(node, !always, () => ({
    code: 'unreachable_branch',
    severity: 'warning',
    span: node.right.span,
    message: 'This alternative is never taken: the left side always gives a value that is neither null nor false',
    related: [{ span: node.left.span, message: `This is ${printKinds(kept)}` }],
  }));
  if (always) return withType(left, kept);
  const mark = findings.mark;
  const right = engine.flow(node.right, input, scope);
  const fails = left.fails || right.fails;
  if (isNever(kept)) return fails === right.fails ? right : { ...right, fails };
  findings.doubt(mark);
  return { type: join(kept, right.type), min: right.min, max: left.max > right.max ? left.max : right.max, fails };
}

/** `try body catch handler`, `body?` */
export function inferTry(engine: Engine, node: Try, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const body = engine.flow(node.body, input, scope);
  if (!body.fails) return body;
  findings.soften(mark);
  if (node.handler === null) return { ...body, min: 0, fails: false };
  const afterBody = findings.mark;
  const message = raisesMessagesOnly(node.body, scope) ? stringType : unknownType;
  const handler = engine.flow(node.handler, message, scope);
  findings.doubt(afterBody);
  const both = followedBy({ ...body, fails: false }, handler);
  return { ...both, min: body.min < handler.min ? body.min : handler.min };
}

/** `label $name | body`: outputs may stop anywhere. */
export function inferLabel(engine: Engine, node: Label, input: Type, scope: Scope): Flow {
  const mark = engine.findings.mark;
  const body = engine.flow(node.body, input, scope);
  engine.findings.doubt(mark);
  return { ...body, min: 0 };
}

/** `[body]` */
export function inferArray(engine: Engine, node: ArrayConstruction, input: Type, scope: Scope): Flow {
  const { body } = node;
  if (body === null) return one(EMPTY_ARRAY);
  const items: Slot[] = [];
  let isTuple = true;
  let all = EMPTY;
  for (const item of body.kind === 'comma' ? body.items : [body]) {
    const flow = engine.flow(item, input, scope);
    if (isFailure(flow)) return FAILURE;
    isTuple &&= flow.min === 1 && flow.max === 1;
    items.push(flow.type);
    all = followedBy(all, flow);
  }
  if (all.max === 0) return { ...one(EMPTY_ARRAY), fails: all.fails };
  const type = isTuple ? tupleOf(items) : arrayOf(all.type, all.min);
  return all.fails ? oneOrFails(type) : one(type);
}

const EMPTY_ARRAY: Type = tupleOf([]);

/** True for a flow that always fails. */
const isFailure = (flow: Flow): boolean => flow.fails && flow.min === 1 && isNever(flow.type);
