import type { Json } from '@parley/kernel';
import type { FlowArg, FlowStep } from './flow.ts';

/** An argument that takes the value at a path. */
export const argFrom = (name: string, from: string): FlowArg => ({ name, from, value: null, ask: null });

/** An argument with a literal. */
export const argValue = (name: string, value: Json): FlowArg => ({ name, from: null, value, ask: null });

/** An argument that has to be asked for. */
export const argAsk = (name: string, ask: string): FlowArg => ({ name, from: null, value: null, ask });

/** The argument of a step by name. */
export function argOf(step: FlowStep, name: string): FlowArg | undefined {
  return step.args.find((arg) => arg.name === name);
}

/** The literal text of an argument, empty when it has none. */
export function textOfArg(step: FlowStep, name: string): string {
  const value = argOf(step, name)?.value;
  return typeof value === 'string' ? value : '';
}
