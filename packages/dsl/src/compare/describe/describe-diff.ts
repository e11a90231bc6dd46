import { summarizeTask } from '../../explain/summarize-task.ts';
import type { Task } from '../../model/tasks.ts';
import { childLists } from '../../model/walk.ts';
import { lastStep, parentPointer, valueAt } from '../../parse/pointer.ts';
import type { Change, FieldChange, WorkflowDiff } from '../diff.ts';
import { describeDocument } from './describe-document.ts';
import { type ChangedTask, describeTask } from './describe-task.ts';
import { placeWords } from './place-words.ts';
import { nameWords } from './words.ts';

/** Tells what differs in plain English, one sentence per thing; what breaks something comes last. */
export function describeDiff(diff: WorkflowDiff): string[] {
  const { before, after, changes } = diff;
  const fields = changes.filter(isField);
  const ofTasks = groupByTask(fields);
  const told = new Set<string>();
  const ownFields = fields.filter(({ task }) => task === undefined);
  const sentences = describeDocument(before, after, ownFields);
  for (const change of changes) {
    if (!isField(change)) sentences.push(describeChange(change, diff));
    else if (change.task && !told.has(change.task.to)) {
      told.add(change.task.to);
      sentences.push(...describeTask(changedTask(change.task, ofTasks.get(change.task.to)!, diff)));
    }
  }
  return [...sentences, ...diff.breaking.map(({ message }) => `Breaking: ${message}.`)];
}

function isField(change: Change): change is FieldChange {
  return change.kind === 'field_added' || change.kind === 'field_removed' || change.kind === 'field_changed';
}

function describeChange(change: Exclude<Change, FieldChange>, { after }: WorkflowDiff): string {
  switch (change.kind) {
    case 'task_added':
      return `Adds ${nameWords(change.name)} (${contentWords(change.task)}) ${placeWords(after, change.to)}.`;
    case 'task_removed':
      return `Removes ${nameWords(change.name)} (${contentWords(change.task)}).`;
    case 'task_moved':
      return `Moves ${nameWords(change.name)}: it is now ${placeWords(after, change.to)}.`;
    case 'task_renamed':
      return `Renames ${nameWords(change.before)} to ${nameWords(change.after)}.`;
  }
}

function contentWords(task: Task): string {
  const inside = childLists(task, '').reduce((count, { tasks }) => count + tasks.length, 0);
  const steps = inside === 0 ? '' : `, with ${inside} step${inside === 1 ? '' : 's'} inside`;
  return summarizeTask(task) + steps;
}

function groupByTask(fields: readonly FieldChange[]): Map<string, FieldChange[]> {
  const groups = new Map<string, FieldChange[]>();
  for (const field of fields) {
    if (!field.task) continue;
    const group = groups.get(field.task.to);
    if (group) group.push(field);
    else groups.set(field.task.to, [field]);
  }
  return groups;
}

function changedTask(
  { from, to }: { readonly from: string; readonly to: string },
  fields: readonly FieldChange[],
  { before, after, changes }: WorkflowDiff,
): ChangedTask {
  const list = parentPointer(parentPointer(to)!)!;
  const renames = changes.filter((change) => change.kind === 'task_renamed');
  const here = renames.filter((change) => parentPointer(parentPointer(change.to)!) === list);
  return {
    name: lastStep(to),
    pointer: to,
    before: valueAt(before, from) as Task,
    after: valueAt(after, to) as Task,
    fields,
    renamed: new Map(here.map((change) => [change.after, change.before])),
  };
}
