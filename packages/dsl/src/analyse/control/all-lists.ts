import type { TaskList } from '../../model/tasks.ts';
import { type ListRole, walkTasks } from '../../model/walk.ts';
import type { Workflow } from '../../model/workflow.ts';

/** A list of tasks that run one after another, with its place. */
export interface PlacedList {
  readonly tasks: TaskList;
  readonly pointer: string;
  readonly role: ListRole | 'root' | 'before' | 'after';
}

/** Every list of tasks whose tasks follow each other, outer ones first; the branches of a fork do not. */
export function* sequentialLists(workflow: Workflow): Generator<PlacedList> {
  if (workflow.do.length > 0) yield { tasks: workflow.do, pointer: '/do', role: 'root' };
  const seen = new Set<TaskList>([workflow.do]);
  for (const { list, pointer, role } of walkTasks(workflow, { definitions: true })) {
    if (!list || seen.has(list) || role === 'branches' || role === 'function') continue;
    seen.add(list);
    yield { tasks: list, pointer: pointer.slice(0, pointer.lastIndexOf('/', pointer.lastIndexOf('/') - 1)), role };
  }
}
