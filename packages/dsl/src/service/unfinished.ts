import { isObject } from '@parley/kernel';
import { TASK_KINDS } from '../model/tasks.ts';
import type { Workflow } from '../model/workflow.ts';
import { validateWorkflow } from '../validate/parse-workflow.ts';

/** Properties that hold lists of tasks. */
const LISTS = new Set(['do', 'try', 'branches', 'before', 'after', 'compensate']);

/**
 * A definition that is being written, with something to do in each task that does not say yet what it does: that is
 * enough to know what flows to it. Undefined when more than that is missing.
 */
export function finished(value: unknown): Workflow | undefined {
  return validateWorkflow(finishedLists(value)).draft;
}

function finishedLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(finishedLists);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const whole = finishedLists(part);
      return [key, LISTS.has(key) && Array.isArray(whole) ? whole.map(finishedItem) : whole];
    }),
  );
}

function finishedItem(item: unknown): unknown {
  if (!isObject(item)) return item;
  return Object.fromEntries(Object.entries(item).map(([name, task]) => [name, finishedTask(task)]));
}

function finishedTask(task: unknown): unknown {
  if (!isObject(task)) return task ?? { wait: 'PT0S' };
  return TASK_KINDS.some((kind) => Object.hasOwn(task, kind)) ? task : { ...task, wait: 'PT0S' };
}
