import { RestatePromise, type Serde, type TerminalError } from '@restatedev/restate-sdk';

/** Handles what an attempt waited for. */
class Turn {
  readonly id: number;
  readonly take: () => void;

  constructor(id: number, take: () => void) {
    this.id = id;
    this.take = take;
  }
}

/**
 * Everything that an attempt waits for at Restate. One race over all of it decides what comes next, so that the order is
 * that of Restate's journal, in the first attempt and in every later one. Promises of JavaScript would decide otherwise.
 */
export class Pending {
  readonly #turns = new Map<number, RestatePromise<Turn>>();
  #next = 0;

  /** Calls `done` when the promise has settled and it is its turn; the returned function prevents it. */
  add<T>(promise: RestatePromise<T>, done: (value: T, failure: TerminalError | undefined) => void): () => void {
    const id = this.#next++;
    const turn = promise.map((value, failure) => new Turn(id, () => done(value as T, failure)));
    this.#turns.set(id, turn);
    return () => this.#turns.delete(id);
  }

  /**
   * The same for what nobody else can make fail. `ask` gets the form in which the value lies in the journal; that reads it
   * as the turn itself, which saves a promise and its share of every race.
   */
  addOwn<T>(ask: (form: Serde<T>) => RestatePromise<T>, done: (value: T) => void): void {
    const id = this.#next++;
    const form: Serde<T | Turn> = {
      contentType: 'application/json',
      serialize: (value) => Buffer.from(JSON.stringify(value)),
      deserialize: (bytes) => {
        const value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as T;
        return new Turn(id, () => done(value));
      },
    };
    this.#turns.set(id, ask(form as Serde<T>) as RestatePromise<unknown> as RestatePromise<Turn>);
  }

  /** Waits for the next and gives what handles it. */
  async next(): Promise<() => void> {
    const { id, take } = await RestatePromise.race([...this.#turns.values()]);
    this.#turns.delete(id);
    return take;
  }
}
