import type { Operation } from './operation.ts';

/** Operations that have begun and have not touched the outside yet, in the order in which they were parked. */
export class FreshOperations {
  #operations: Operation<unknown>[] = [];

  get empty(): boolean {
    return this.#operations.length === 0;
  }

  add(operation: Operation<unknown>): void {
    this.#operations.push(operation);
  }

  /** True when {@link take} would give something. */
  ready(durableSeq: number): boolean {
    for (const operation of this.#operations) if (isReady(operation, durableSeq)) return true;
    return false;
  }

  /** Takes out those that may be activated when all entries up to `durableSeq` are durable (S3). */
  take(durableSeq: number): readonly Operation<unknown>[] {
    const operations = this.#operations;
    this.#operations = operations.filter((operation) => !isReady(operation, durableSeq));
    return this.#operations.length === 0 ? operations : operations.filter((one) => isReady(one, durableSeq));
  }
}

function isReady({ after, recordsOnly }: Operation<unknown>, durableSeq: number): boolean {
  return recordsOnly || after <= durableSeq;
}
