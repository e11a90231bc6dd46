import type { CallTask } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { TaskBody } from '../compile/compiled.ts';
import type { CompileContext } from '../compile/context.ts';
import type { Op } from '../durable.ts';
import { exceedsSize } from '../flow/json-size.ts';
import { limitReached } from '../interpret/limits.ts';
import type { Scope } from '../interpret/scope.ts';
import type { EffectContext } from '../ports/effects.ts';
import { standardError } from '../problem.ts';

/** One value of `call`: how a call of its kind is compiled. */
export interface CallKind<T extends CallTask> {
  compile(task: T, pointer: string, context: CompileContext): TaskBody;
}

/**
 * Touches the outside once for the task that runs. A cancellation waits for the result of a task with a compensation,
 * because the result decides whether there is something to undo.
 */
export function effect<T>(scope: Scope, work: (context: EffectContext) => Promise<T>, suffix = ''): Op<T> {
  const { execution, attempt } = scope;
  execution.countRecord();
  const key = scope.key + suffix;
  const bounded = async (context: EffectContext): Promise<T> => {
    const result = await work(context);
    const { maxPayloadBytes } = execution.limits;
    if (!exceedsSize(result, maxPayloadBytes)) return result;
    throw limitReached('maxPayloadBytes', `The result is larger than ${maxPayloadBytes} bytes`);
  };
  return scope.durable.run(key, (invocation) => bounded(execution.effectContext(key, invocation)), {
    position: scope.position + suffix,
    attempt,
    shielded: scope.task?.compensate !== undefined,
  });
}

/**
 * A port that an installation may lack. Ask only within an effect: what an installation has is not part of the history,
 * the refusal is.
 */
export function available<T>(port: T | undefined, cannot: string): T {
  if (port) return port;
  throw standardError('configuration', `This installation cannot ${cannot}`);
}

/** The value as an object; raises an `expression` error that names `what` when it is none. */
export function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw standardError('expression', `${what} has to give an object`);
}
