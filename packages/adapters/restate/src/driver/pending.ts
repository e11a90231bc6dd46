import { RestatePromise, type TerminalError } from '@restatedev/restate-sdk';

interface Turn {
  readonly id: number;
  readonly take: () => void;
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
    const turn = promise.map((value, failure) => ({ id, take: () => done(value as T, failure) }));
    this.#turns.set(id, turn);
    return () => this.#turns.delete(id);
  }

  /** Waits for the next and gives what handles it. */
  async next(): Promise<() => void> {
    const { id, take } = await RestatePromise.race([...this.#turns.values()]);
    this.#turns.delete(id);
    return take;
  }
}
