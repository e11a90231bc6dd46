import type { ListenTask } from '../../model/tasks.ts';
import { isInside } from '../../parse/pointer.ts';
import { quote } from '../../validate/describe.ts';
import type { Finding } from '../../validate/site.ts';
import type { AnalysisInput } from '../check.ts';

/** Tasks that wait for an event that may never come, with no timeout around them. */
export function* checkWaiting({ workflow, tasks }: AnalysisInput): Generator<Finding> {
  if (workflow.timeout !== undefined) return;
  const limited = new Set<string>();
  for (const { kind, task, pointer, name } of tasks) {
    if (task.timeout !== undefined) limited.add(pointer);
    if (kind !== 'listen' || !pointer.startsWith('/do/')) continue;
    if (limited.has(pointer) || isInside(limited, pointer)) continue;
    const { to } = (task as ListenTask).listen;
    // Who listens until something happens means to stay.
    if ('any' in to && to.until !== undefined) continue;
    yield {
      code: 'waits_forever',
      pointer,
      atKey: true,
      message: `${quote(name)} waits for ever when the event does not come`,
      hint: 'Give it a timeout and handle that with a try.',
    };
  }
}
