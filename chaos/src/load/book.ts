import type { ShapeInput } from '../shapes/shape.ts';

/** An execution that a client was told is started. */
export interface Accepted {
  readonly executionId: string;
  readonly tenantId: string;
  readonly definition: string;
  readonly input: ShapeInput;
  /** The execution that this one takes up again. */
  readonly retryOf?: string;
  /** True once somebody has asked for its cancellation, heard or not. */
  cancelled: boolean;
  /** How it ended when that was first seen. */
  seenAs: string | undefined;
}

/** What the clients of a run know: every execution that was accepted, and which of them are not known to have ended. */
export class Book {
  readonly all = new Map<string, Accepted>();
  readonly #open = new Map<string, Accepted>();

  add(accepted: Accepted): void {
    this.all.set(accepted.executionId, accepted);
    this.#open.set(accepted.executionId, accepted);
  }

  get open(): readonly Accepted[] {
    return [...this.#open.values()];
  }

  /** Notes how executions ended; gives those of which it is news. */
  note(ended: ReadonlyMap<string, string>): readonly Accepted[] {
    const news: Accepted[] = [];
    for (const [executionId, status] of ended) {
      const accepted = this.#open.get(executionId);
      if (!accepted) continue;
      accepted.seenAs = status;
      this.#open.delete(executionId);
      news.push(accepted);
    }
    return news;
  }
}
