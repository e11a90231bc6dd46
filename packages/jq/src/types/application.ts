import type { Call } from '../ast.ts';
import type { Engine } from './engine.ts';
import { type Flow, forEach, one, withType } from './flow.ts';
import { printKinds } from './print.ts';
import type { Closure, Scope } from './scope.ts';
import { isNever, neverType, type Type } from './type.ts';

/** A call of a builtin function. */
export interface Application {
  readonly engine: Engine;
  readonly node: Call;
  /** The part of the input that has the kinds which the function takes. */
  readonly input: Type;
  /** The whole input, for which arguments are evaluated. */
  readonly whole: Type;
  readonly scope: Scope;
}

/** What a builtin does for the inputs of a type. */
export type Rule = (call: Application) => Flow;

/** Follows an argument for an input, by default that of the call. */
export const argument = (call: Application, position: number, input = call.whole): Flow =>
  call.engine.flow(call.node.arguments[position]!, input, call.scope);

/** Follows an argument that is evaluated for some inputs only, or not to its end. */
export function doubtful(call: Application, position: number, input = call.whole): Flow {
  const mark = call.engine.findings.mark;
  const flow = argument(call, position, input);
  call.engine.findings.doubt(mark);
  return flow;
}

/** An argument as a closure. */
export const closureOf = (call: Application, position: number): Closure => ({
  node: call.node.arguments[position]!,
  scope: call.scope,
});

/** The result for each combination of the outputs of the arguments at some positions, which are evaluated for the input. */
export function withValues(call: Application, positions: readonly number[], result: (values: Type[]) => Flow): Flow {
  const { findings } = call.engine;
  const start = findings.mark;
  const values: Type[] = [];
  let outer: Flow = one(neverType);
  for (const position of positions) {
    const mark = findings.mark;
    const flow = argument(call, position);
    if (outer.min === 0) findings.doubt(mark);
    if (flow.min === 0) findings.doubt(start);
    if (isNever(flow.type)) return forEach(outer, flow);
    values.push(flow.type);
    outer = forEach(flow, outer);
  }
  const mark = findings.mark;
  const flow = result(values);
  if (outer.min === 0) findings.doubt(mark);
  return forEach(withType(outer, flow.type), flow);
}

/** Reports an argument whose kinds never fit; true if it may fit. */
export function checkArgument(call: Application, position: number, type: Type, mask: number, takes: string): boolean {
  if (type.kinds & mask) return true;
  const { node, engine } = call;
  engine.findings.report({
    code: 'invalid_argument',
    severity: 'error',
    span: node.arguments[position]!.span,
    message: `${node.name} takes ${takes} here, not ${printKinds(type)}`,
  });
  return false;
}
