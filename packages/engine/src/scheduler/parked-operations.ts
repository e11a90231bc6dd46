import type { Operation } from './operation.ts';

type Parked = Operation<unknown>;

/**
 * Operations that wait, by journal key, in the order in which they were parked. One that waits alone, the usual case, is
 * kept without a map: a map with one entry that comes and goes is built anew every time.
 */
export class ParkedOperations {
  #first: Parked | undefined;
  /** What was parked after the first one; those that are left when that goes on stay here. */
  #others: Map<string, Parked> | undefined;

  get(key: string): Parked | undefined {
    return this.#first?.key === key ? this.#first : this.#others?.get(key);
  }

  /** Its key must not be there yet. */
  add(operation: Parked): void {
    if (!this.#first && !this.#others?.size) {
      this.#first = operation;
      return;
    }
    this.#others ??= new Map();
    this.#others.set(operation.key!, operation);
  }

  delete(key: string): void {
    if (this.#first?.key === key) this.#first = undefined;
    else this.#others?.delete(key);
  }

  *[Symbol.iterator](): Generator<Parked> {
    if (this.#first) yield this.#first;
    if (this.#others) yield* this.#others.values();
  }
}
