import type { Expression } from '../ast.ts';
import type { VariableTypes } from './infer.ts';
import { Inferrer } from './inferrer.ts';
import { refine } from './refine.ts';
import { bindVariable, findVariable, type Scope } from './scope.ts';
import type { Type } from './type.ts';

/** What is known of `.` and of the variables. */
export interface Narrowed {
  readonly input: Type;
  readonly variables: VariableTypes;
}

/**
 * The types of `.` and of the variables where a condition holds (or, with `truth` false, does not): never narrower than
 * the values for which it does. What the condition says nothing about keeps its type.
 */
export function narrowBy(condition: Expression, input: Type, variables: VariableTypes, truth: boolean): Narrowed {
  let scope: Scope;
  for (const name of Object.keys(variables)) scope = bindVariable(scope, name, variables[name]!);
  const engine = new Inferrer();
  const state = engine.findings.muted(() => refine(engine, condition, { input, scope }, truth));
  if (state.scope === scope) return { input: state.input, variables };
  const narrowed = Object.keys(variables).map((name) => [name, findVariable(state.scope, name)!] as const);
  return { input: state.input, variables: Object.fromEntries(narrowed) };
}
