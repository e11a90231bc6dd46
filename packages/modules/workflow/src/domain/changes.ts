import { type Task, taskKind, type Workflow, walkTasks } from '@parley/dsl';

/** What differs between two versions, one sentence per task or top-level part; reformatting is no change. */
export function describeChanges(before: Workflow, after: Workflow): string[] {
  const old = tasksByPointer(before);
  const current = tasksByPointer(after);
  const changes: string[] = [];
  if (differs(before.schedule, after.schedule)) changes.push('changed: what starts it');
  for (const [pointer, task] of current) {
    const previous = old.get(pointer);
    if (!previous) changes.push(`added: ${pointer} (${taskKind(task) ?? 'task'})`);
    else if (differs(ownPart(previous), ownPart(task))) changes.push(`changed: ${pointer}`);
  }
  for (const pointer of old.keys()) if (!current.has(pointer)) changes.push(`removed: ${pointer}`);
  return changes;
}

function tasksByPointer(workflow: Workflow): Map<string, Task> {
  return new Map([...walkTasks(workflow)].map(({ pointer, task }) => [pointer, task]));
}

const NESTED = new Set(['do', 'try', 'fork']);

/** A task without the tasks inside it, which are compared by themselves. */
function ownPart(task: Task): Record<string, unknown> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => !NESTED.has(key)));
}

function differs(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) !== JSON.stringify(right);
}
