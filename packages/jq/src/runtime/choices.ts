import type { Json } from '../values/json.ts';
import type { Emit, Environment, Step, Stream } from './environment.ts';
import { BACKTRACK, Choice, defer, type Failure, push, send } from './machine.ts';
import { Path } from './path.ts';

/** The right side of a comma, and the like: code to run on the same input. */
export class Fork extends Choice {
  readonly #code: Stream;
  readonly #environment: Environment;
  readonly #input: Json;
  readonly #path: Path | null;
  readonly #emit: Emit;

  constructor(code: Stream, environment: Environment, input: Json, path: Path | null, emit: Emit) {
    super();
    this.#code = code;
    this.#environment = environment;
    this.#input = input;
    this.#path = path;
    this.#emit = emit;
  }

  override resume(): Step {
    return this.#code(this.#environment, this.#input, this.#path, this.#emit);
  }
}

/** Anything that is to happen once all earlier outputs are used up. */
export class Afterwards extends Choice {
  readonly #then: () => Step;

  constructor(then: () => Step) {
    super();
    this.#then = then;
  }

  override resume(): Step {
    return this.#then();
  }
}

/** The rest of an iteration over an array. */
export class RemainingItems extends Choice {
  readonly #items: readonly Json[];
  readonly #keys: readonly string[] | null;
  readonly #path: Path | null;
  readonly #emit: Emit;
  #next = 0;

  constructor(items: readonly Json[], keys: readonly string[] | null, path: Path | null, emit: Emit) {
    super();
    this.#items = items;
    this.#keys = keys;
    this.#path = path;
    this.#emit = emit;
  }

  override resume(): Step {
    const at = this.#next++;
    if (at >= this.#items.length) return BACKTRACK;
    if (this.#next < this.#items.length) push(this);
    const value = this.#items[at]!;
    const path = this.#path;
    if (path === null) return send(this.#emit, value, null);
    return send(this.#emit, value, new Path(path, this.#keys === null ? at : this.#keys[at]!, value));
  }
}

/** The rest of a range of numbers. */
export class RemainingRange extends Choice {
  readonly #to: number;
  readonly #path: Path | null;
  readonly #emit: Emit;
  #next: number;

  constructor(from: number, to: number, path: Path | null, emit: Emit) {
    super();
    this.#next = from;
    this.#to = to;
    this.#path = path;
    this.#emit = emit;
  }

  override resume(): Step {
    const value = this.#next;
    if (!(value < this.#to)) return BACKTRACK;
    this.#next = value + 1;
    push(this);
    return send(this.#emit, value, this.#path);
  }
}

/** A `try` whose body is running: catches what the body raises. */
export class TryMark extends Choice {
  readonly #handler: Stream | null;
  readonly #environment: Environment;
  readonly #path: Path | null;
  readonly #emit: Emit;

  constructor(handler: Stream | null, environment: Environment, path: Path | null, emit: Emit) {
    super();
    this.#handler = handler;
    this.#environment = environment;
    this.#path = path;
    this.#emit = emit;
  }

  override resume(): Step {
    return BACKTRACK;
  }

  override catch(failure: Failure): Step | null {
    if (failure.passes > 0) {
      failure.passes--;
      return null;
    }
    if (this.#handler === null) return BACKTRACK;
    return defer(this.#handler, this.#environment, failure.error.value, this.#path, this.#emit);
  }
}

/** Lies above a `TryMark` while an output of the body is being used: errors from there pass the mark. */
export class TryExit extends Choice {
  override resume(): Step {
    return BACKTRACK;
  }

  override catch(failure: Failure): null {
    failure.passes++;
    return null;
  }
}

/** A `label`: ends its body when the label's token is raised. */
export class LabelMark extends Choice {
  readonly #token: Json;

  constructor(token: Json) {
    super();
    this.#token = token;
  }

  override resume(): Step {
    return BACKTRACK;
  }

  override catch(failure: Failure): Step | null {
    return failure.error.value === this.#token ? BACKTRACK : null;
  }
}

/** The next pattern of `a ?// b`. As in jq it is tried after any error, wherever that was raised later on. */
export class NextPattern extends Choice {
  readonly #then: () => Step;

  constructor(then: () => Step) {
    super();
    this.#then = then;
  }

  override resume(): Step {
    return BACKTRACK;
  }

  override catch(): Step {
    push(new Afterwards(this.#then));
    return BACKTRACK;
  }
}
