import type { Workflow } from '../model/workflow.ts';
import { pointerSteps } from '../parse/pointer.ts';
import { type FieldEdit, fieldEdits } from './field-edits.ts';
import { matchTasks, type TaskMatching } from './match-tasks.ts';
import { withValueAt } from './set-value.ts';
import { type ListNode, ownPart, type TaskNode, taskTree } from './task-tree.ts';

/** Two definitions side by side, the tasks matched. */
export interface Comparison extends TaskMatching {
  readonly before: ListNode;
  readonly after: ListNode;
}

export function compareTasks(before: Workflow, after: Workflow): Comparison {
  const trees = { before: taskTree(before.do), after: taskTree(after.do) };
  return { ...trees, ...matchTasks(trees.before, trees.after) };
}

/** What differs in the definitions apart from their tasks. */
export function documentEdits(before: Workflow, after: Workflow): Generator<FieldEdit> {
  return fieldEdits({ ...before, do: [] }, { ...after, do: [] }, { from: '', to: '' });
}

/**
 * What differs between two matched tasks apart from the tasks inside them. A list of tasks that only the second one has
 * is no difference: it comes with its tasks.
 */
export function taskEdits(before: TaskNode, after: TaskNode): Generator<FieldEdit> {
  const known = new Set(before.lists.map(({ path }) => path));
  let own = ownPart(before);
  for (const { path } of after.lists) if (!known.has(path)) own = withValueAt(own, pointerSteps(path), []);
  return fieldEdits(own, ownPart(after), { from: before.pointer, to: after.pointer });
}
