import type { Workflow } from '../model/workflow.ts';
import { breakingChanges } from './breaking/breaking-changes.ts';
import { type Comparison, compareTasks, documentEdits, taskEdits } from './comparison.ts';
import type { Change, FieldChange, WorkflowDiff } from './diff.ts';
import type { FieldEdit } from './field-edits.ts';
import { longestAscending } from './stay-in-order.ts';
import { allTasks, type ListNode, type TaskNode } from './task-tree.ts';

/**
 * Compares two definitions without errors by meaning: which tasks were added, removed, moved, renamed or changed, which
 * other parts differ, and what of that breaks something. Time grows with the size of both.
 */
export function diffWorkflows(before: Workflow, after: Workflow): WorkflowDiff {
  const comparison = compareTasks(before, after);
  const changes = [
    ...documentChanges(before, after),
    ...taskChanges(comparison.after, comparison),
    ...removedTasks(comparison),
  ];
  return { before, after, changes, breaking: changes.length === 0 ? [] : breakingChanges(before, after) };
}

function documentChanges(before: Workflow, after: Workflow): Change[] {
  return [...documentEdits(before, after)].map((edit) => fieldChange(edit));
}

function fieldChange({ from, to, before, after }: FieldEdit, task?: FieldChange['task']): FieldChange {
  const kind = before === undefined ? 'field_added' : after === undefined ? 'field_removed' : 'field_changed';
  return {
    kind,
    from,
    to,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(task !== undefined && { task }),
  };
}

function* taskChanges(list: ListNode, comparison: Comparison): Generator<Change> {
  const staying = stayingTasks(list, comparison);
  for (const task of list.tasks) {
    const before = comparison.toBefore.get(task);
    const outer = task.list.owner;
    if (before) yield* matchedChanges(before, task, staying.has(task));
    // Inside an added task only what was moved there is worth telling.
    else if (!outer || comparison.toBefore.has(outer)) {
      yield { kind: 'task_added', to: task.pointer, name: task.name, task: task.task };
    }
    for (const inner of task.lists) yield* taskChanges(inner, comparison);
  }
}

function* matchedChanges(before: TaskNode, task: TaskNode, stays: boolean): Generator<Change> {
  const { pointer: to, name } = task;
  if (!stays) yield { kind: 'task_moved', from: before.pointer, to, name };
  if (before.name !== name) {
    yield { kind: 'task_renamed', from: before.pointer, to, before: before.name, after: name };
  }
  for (const edit of taskEdits(before, task)) yield fieldChange(edit, { from: before.pointer, to });
}

/** The tasks of a list that were in it before, without the fewest that must have changed places. */
export function stayingTasks(list: ListNode, { toBefore }: Comparison): Set<TaskNode> {
  const owner = list.owner && toBefore.get(list.owner);
  const candidates = list.tasks.filter((task) => {
    const before = toBefore.get(task);
    if (before?.list.path !== list.path) return false;
    return list.owner === undefined
      ? before.list.owner === undefined
      : before.list.owner === owner && owner !== undefined;
  });
  const kept = longestAscending(candidates.map((task) => toBefore.get(task)!.index));
  return new Set(candidates.filter((_, position) => kept.has(position)));
}

function* removedTasks({ before, toAfter }: Comparison): Generator<Change> {
  for (const task of allTasks(before)) {
    const outer = task.list.owner;
    if (toAfter.has(task) || (outer && !toAfter.has(outer))) continue;
    yield { kind: 'task_removed', from: task.pointer, name: task.name, task: task.task };
  }
}
