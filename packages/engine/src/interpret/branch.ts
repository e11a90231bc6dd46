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
  /** By position; undefined while there is nothing to compensate, which is the usual case. */
  #done: Map<string, { readonly order: number; readonly item: Completed | Branch }> | undefined;
  #order = 0;
  readonly #parent: { readonly branch: Branch; readonly order: number } | undefined;

  constructor(context: unknown, parent?: { readonly branch: Branch; readonly order: number }) {
    this.context = context;
    this.#parent = parent;
  }

  /** A branch that runs beside others and begins with this one's context. */
  fork(): Branch {
    return new Branch(this.context, { branch: this, order: this.#order++ });
  }

  /** Remembers what a failure would have to undo; a second completion at the same position takes the first one's place. */
  completed(done: Completed): void {
    this.#remember(done.scope.position, this.#order++, done);
  }

  #remember(position: string, order: number, item: Completed | Branch): void {
    if (!this.#done) {
      this.#done = new Map();
      // A branch stands in its parent's order where it was forked off.
      const parent = this.#parent;
      if (parent) parent.branch.#remember(`fork ${parent.order}`, parent.order, this);
    }
    this.#done.set(position, { order, item });
  }

  /** Completed tasks, newest first; of parallel branches the last declared first. */
  *newestFirst(): Generator<Completed> {
    const items = [...(this.#done?.values() ?? [])].sort((a, b) => b.order - a.order);
    for (const { item } of items) {
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
