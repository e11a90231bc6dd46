import type { CompiledTask } from '../compile/compiled.ts';
import type { Scope } from './scope.ts';

/** A completed task that has to be undone should the execution fail. */
export interface Completed {
  readonly task: CompiledTask;
  readonly scope: Scope;
  readonly output: unknown;
}

/**
 * What belongs to one line of execution: `$context`, where the flow goes next, and what is to be compensated. Parallel
 * branches have one each, so that nothing depends on which of them is faster.
 */
export class Branch {
  context: unknown;
  /** True once `export` has replaced the context. */
  exported = false;
  /** Set by a task to say where the flow goes next, instead of its own `then`. */
  directive: string | undefined;
  /** By position, in order of completion; branches that were forked off stand where they began. */
  readonly #done = new Map<string, Completed | Branch>();
  #forks = 0;

  constructor(context: unknown) {
    this.context = context;
  }

  /** A branch that runs beside others and begins with this one's context. */
  fork(): Branch {
    const branch = new Branch(this.context);
    this.#done.set(`fork ${this.#forks++}`, branch);
    return branch;
  }

  /** Remembers what a failure would have to undo; a second completion at the same position takes the first one's place. */
  completed(done: Completed): void {
    this.#done.delete(done.scope.position);
    this.#done.set(done.scope.position, done);
  }

  /** Completed tasks, newest first; of parallel branches the last declared first. */
  *newestFirst(): Generator<Completed> {
    for (const item of [...this.#done.values()].reverse()) {
      if (item instanceof Branch) yield* item.newestFirst();
      else yield item;
    }
  }

  /**
   * Takes over what parallel branches exported, in the order of their declaration: objects are merged property by
   * property, anything else replaces the context.
   */
  join(branches: readonly Branch[]): void {
    for (const { exported, context } of branches) {
      if (!exported) continue;
      this.context = isRecord(this.context) && isRecord(context) ? { ...this.context, ...context } : context;
      this.exported = true;
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
