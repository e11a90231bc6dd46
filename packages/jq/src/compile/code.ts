import type { Draft } from '../paths/draft.ts';
import type { Environment, Stream } from '../runtime/environment.ts';
import { BACKTRACK, runStream, send } from '../runtime/machine.ts';
import type { Json } from '../values/json.ts';
import type { Comparison } from './comparison.ts';
import type { Field } from './field.ts';
import type { Glance } from './glance.ts';
import type { ItemLoop, Selection } from './item-loop.ts';
import type { Lens } from './lens.ts';

/** Direct code for an expression of at most one output: the output, or undefined for none. Errors are thrown. */
export type Single = (environment: Environment, input: Json) => Json | undefined;

/** Takes an output; false stops the generator. */
export type Visit = (value: Json) => boolean;

/** Direct code for a generator that needs no machine: calls `visit` for each output; false if it was stopped. */
export type Each = (environment: Environment, input: Json, visit: Visit) => boolean;

/** Applies an expression to a draft in place: the draft's value becomes the output; false if there is none. */
export type Revise = (environment: Environment, draft: Draft) => boolean;

/**
 * What an expression compiles to. `stream` always exists and does everything, paths included. `single` and `each` are
 * faster ways to the same outputs; they use the JavaScript stack and so exist only where no recursion is possible and
 * `weight`, an estimate of nested JavaScript calls, stays small.
 */
export class Code {
  readonly single: Single | null;
  readonly each: Each | null;
  /** Only for expressions that change their input here and there; makes loops over them linear. */
  readonly revise: Revise | null;
  readonly weight: number;
  /** A shortcut to the output; null if there is none. */
  readonly glance: Glance | null;
  /** The value, if the expression is a literal. */
  readonly constant: Json | undefined;
  /** Bindings outwards to the parameter, if the expression is nothing but a call of one; it is then passed on as it is. */
  readonly forwards: number | undefined;
  /** The fields, if the expression is `.` or `.a.b.c`. */
  readonly fields: readonly Field[] | undefined;
  /** Bindings outwards to the variable, if the expression is one that is bound inside the program. */
  readonly local: number | undefined;
  /** The name, if the expression is `$x.name` of the innermost variable. */
  readonly localField: string | undefined;
  /** The loop, if the expression is `container[]`, perhaps with something done to each item. */
  readonly loop: ItemLoop | null;
  /** The parts, if the expression is `select(condition)`, perhaps with something done to what is selected. */
  readonly selection: Selection | null;
  /** The parts, if the expression compares a field with something fixed. */
  readonly comparison: Comparison | undefined;
  /** How to update the parts that the expression leads to, if they lie apart from each other. */
  readonly lens: Lens | null;
  readonly #makeStream: () => Stream;
  #stream: Stream | null = null;

  constructor(parts: {
    readonly stream: () => Stream;
    readonly single?: Single | null;
    readonly each?: Each | null;
    /** True if no recursion is possible inside: a missing `each` is then made of a nested run of the machine. */
    readonly bounded?: boolean;
    readonly revise?: Revise | null;
    readonly weight: number;
    readonly glance?: Glance | null;
    readonly constant?: Json;
    readonly forwards?: number;
    readonly fields?: readonly Field[] | undefined;
    readonly local?: number | undefined;
    readonly localField?: string | undefined;
    readonly loop?: ItemLoop | null;
    readonly selection?: Selection | null;
    readonly lens?: Lens | null;
    readonly comparison?: Comparison | undefined;
  }) {
    const runs = needsRun(parts);
    const weight = parts.weight + (runs ? RUN_WEIGHT : 0);
    const light = weight <= MAX_WEIGHT;
    const direct: Partial<typeof parts> = light ? parts : {};
    this.single = direct.single ?? null;
    this.each = direct.each ?? eachOfSingle(this.single) ?? (light && runs ? this.#eachByRun() : null);
    this.revise = direct.revise ?? null;
    this.loop = direct.loop ?? null;
    this.selection = direct.selection ?? null;
    this.lens = direct.lens ?? null;
    this.glance = direct.glance ?? null;
    this.weight = light ? weight : 1;
    this.constant = parts.constant;
    this.forwards = parts.forwards;
    this.fields = parts.fields;
    this.local = parts.local;
    this.localField = parts.localField;
    this.comparison = parts.comparison;
    this.#makeStream = parts.stream;
  }

  /** Built on first use, because many expressions are only ever run by their faster form. */
  get stream(): Stream {
    this.#stream ??= this.#makeStream();
    return this.#stream;
  }

  #eachByRun(): Each {
    return (environment, input, visit) => {
      let going = true;
      runStream(this.stream, environment, input, null, (value) => {
        going = visit(value);
        return going;
      });
      return going;
    };
  }
}

/** True if an `each` has to be made of a nested run of the machine. */
function needsRun({ bounded, single, each }: { bounded?: boolean; single?: unknown; each?: unknown }): boolean {
  return bounded === true && !single && !each;
}

/** Nested JavaScript calls that direct code may take; each costs some hundred bytes of stack. */
const MAX_WEIGHT = 600;

/** What one nested run of the machine costs. */
const RUN_WEIGHT = 8;

function eachOfSingle(single: Single | null): Each | null {
  if (single === null) return null;
  return (environment, input, visit) => {
    const value = single(environment, input);
    return value === undefined || visit(value);
  };
}

/** Code for an expression that computes its outputs and so leaves the path alone. */
export function computed(single: Single, weight: number): Code {
  return new Code({ single, weight, stream: () => streamOfSingle(single) });
}

/** The machine form of direct code that computes. */
export function streamOfSingle(single: Single): Stream {
  return (environment, input, path, emit) => {
    const value = single(environment, input);
    return value === undefined ? BACKTRACK : send(emit, value, path);
  };
}

/** The weight of an expression with these parts. */
export function weightOf(...parts: readonly Code[]): number {
  let weight = 0;
  for (const part of parts) weight = Math.max(weight, part.weight);
  return weight + 1;
}

/** True if all parts are free of recursion, and so is what is made of them. */
export function areBounded(...parts: readonly Code[]): boolean {
  return parts.every((part) => part.each !== null);
}

/** Direct code for the last output of an expression. */
export function lastOf({ single, each }: Code): Single | null {
  if (single !== null || each === null) return single;
  return (environment, input) => {
    let last: Json | undefined;
    each(environment, input, (value) => {
      last = value;
      return true;
    });
    return last;
  };
}

/** Direct code for the first output of an expression. */
export function firstOf({ single, each }: Code): Single | null {
  if (single !== null || each === null) return single;
  return (environment, input) => {
    let first: Json | undefined;
    each(environment, input, (value) => {
      first = value;
      return false;
    });
    return first;
  };
}
