import type { Json } from '../values/json.ts';
import type { Path } from './path.ts';

/** What a closure tells the machine: go on with the registers (true), or try the next choice (false). */
export type Step = boolean;

/** Where an output goes. The path is null unless paths are being tracked. */
export type Emit = (value: Json, path: Path | null) => Step;

/** Compiled code that gives any number of outputs, one after the other as the machine backtracks. */
export type Stream = (environment: Environment, input: Json, path: Path | null, emit: Emit) => Step;

/** An argument that is not evaluated yet, with the environment of the call. */
export interface Closure {
  readonly code: { readonly stream: Stream };
  readonly environment: Environment;
}

/**
 * One binding of the environment: a variable's value, a parameter's closure, or both. Environments are immutable linked
 * lists, because a generator that is resumed must find the bindings it left.
 */
export class Cell {
  readonly value: Json;
  readonly closure: Closure | null;
  readonly parent: Environment;

  constructor(value: Json, closure: Closure | null, parent: Environment) {
    this.value = value;
    this.closure = closure;
    this.parent = parent;
  }
}

export type Environment = Cell | null;

/** The environment some bindings further out. */
export function outer(environment: Environment, levels: number): Environment {
  let found = environment;
  for (let i = 0; i < levels; i++) found = found!.parent;
  return found;
}
