import type { TaskList } from '../../model/tasks.ts';
import type { ListRole, WalkedTask } from '../../model/walk.ts';
import { listControl, type Step } from './list-control.ts';

/** A list of tasks that run one after another, with its place and its control flow. */
export interface PlacedList {
  readonly pointer: string;
  readonly role: ListRole | 'root' | 'before' | 'after';
  readonly steps: readonly Step[];
}

/** Every list of tasks whose tasks follow each other, outer ones first; the branches of a fork do not. */
export function sequentialLists(tasks: readonly WalkedTask[]): PlacedList[] {
  const lists: PlacedList[] = [];
  const seen = new Set<TaskList>();
  for (const { list, pointer, role } of tasks) {
    if (!list || seen.has(list) || role === 'branches' || role === 'function') continue;
    seen.add(list);
    const own = pointer.slice(0, pointer.lastIndexOf('/', pointer.lastIndexOf('/') - 1));
    lists.push({ pointer: own, role, steps: listControl(list, own) });
  }
  return lists;
}
