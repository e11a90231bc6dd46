import type { CallTask } from '@parley/dsl';
import type { TaskBody } from '../compile/compiled.ts';
import type { CompileContext } from '../compile/context.ts';
import type { Op } from '../durable.ts';
import type { Scope } from '../interpret/scope.ts';
import type { EffectContext } from '../ports/effects.ts';

/** One value of `call`: how a call of its kind is compiled. */
export interface CallKind<T extends CallTask> {
  compile(task: T, pointer: string, context: CompileContext): TaskBody;
}

/**
 * Touches the outside once for the task that runs. A cancellation waits for the result of a task with a compensation,
 * because the result decides whether there is something to undo.
 */
export function effect<T>(scope: Scope, work: (context: EffectContext) => Promise<T>, suffix = ''): Op<T> {
  const key = scope.key + suffix;
  return scope.durable.run(key, (invocation) => work(scope.execution.effectContext(key, invocation)), {
    position: scope.position + suffix,
    attempt: scope.attempt,
    shielded: scope.task?.compensate !== undefined,
  });
}
