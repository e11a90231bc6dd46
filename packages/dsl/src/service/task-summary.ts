import { isObject } from '@parley/kernel';
import { summarizeTask } from '../explain/summarize-task.ts';
import type { Task } from '../model/tasks.ts';
import { taskKind } from '../model/walk.ts';

/** What a task does, in a few words; its type while it is not finished, and nothing while it is none. */
export function taskSummary(task: unknown): string {
  if (!isObject(task)) return '';
  try {
    return summarizeTask(task as unknown as Task);
  } catch {
    // A summary reads what a right task has; this one is being written.
    return taskKind(task as unknown as Task);
  }
}
