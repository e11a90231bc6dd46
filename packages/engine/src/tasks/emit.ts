import type { EmitTask } from '@parley/dsl';
import { toRfc3339 } from '@parley/kernel';
import { effect } from '../calls/call-kind.ts';
import type { TaskType } from '../compile/context.ts';
import type { CloudEvent } from '../durable.ts';
import type { Scope } from '../interpret/scope.ts';
import { standardError } from '../problem.ts';

/** `emit`: publishes an event; the output is the event. Id, time and source are filled in where the task gives none. */
export const emitTask: TaskType<EmitTask> = {
  compile(task, pointer, context) {
    const attributes = context.template(task.emit.event.with, `${pointer}/emit/event/with`);
    return {
      *run(scope, input) {
        const event = toEvent(attributes.evaluate(scope, input) as Record<string, unknown>, scope);
        return yield* effect(scope, async (invocation) => {
          await scope.execution.effects.events.publish(event, invocation);
          return event;
        });
      },
    };
  },
};

function toEvent(attributes: Record<string, unknown>, scope: Scope): CloudEvent {
  const { type, source, id, time } = attributes;
  if (typeof type !== 'string' || type === '') throw standardError('validation', 'An event needs a type');
  const { document } = scope.execution.workflow.definition;
  return {
    specversion: '1.0',
    ...attributes,
    id: typeof id === 'string' ? id : scope.durable.executionId + scope.position,
    source: typeof source === 'string' ? source : `/workflows/${document.namespace}/${document.name}`,
    type,
    time: typeof time === 'string' ? time : toRfc3339(scope.durable.now()),
  };
}
