import { type Comparison, compareTasks, documentEdits, taskEdits } from '../compare/comparison.ts';
import type { WorkflowDiff } from '../compare/diff.ts';
import { stayingTasks } from '../compare/diff-workflows.ts';
import type { FieldEdit } from '../compare/field-edits.ts';
import { withValueAt } from '../compare/set-value.ts';
import { allTasks, type ListNode, type TaskNode } from '../compare/task-tree.ts';
import type { Task } from '../model/tasks.ts';
import { childPointer, lastStep, parentPointer, pointerSteps } from '../parse/pointer.ts';
import type { PatchOperation } from './operation.ts';

/**
 * The operations that turn the old definition of a diff into the new one: first tasks come into their places, then what
 * is left over goes, then fields change. The order of keys in maps stays the old one.
 */
export function diffToPatch({ before, after }: Pick<WorkflowDiff, 'before' | 'after'>): PatchOperation[] {
  const comparison = compareTasks(before, after);
  const rearrangement = new Rearrangement(comparison);
  rearrangement.arrange();
  return [...rearrangement.operations, ...fieldOperations(before, after, comparison)];
}

type Workflows = WorkflowDiff['before'];

function* fieldOperations(before: Workflows, after: Workflows, comparison: Comparison): Generator<PatchOperation> {
  for (const edit of documentEdits(before, after)) yield toOperation(edit);
  for (const task of allTasks(comparison.after)) {
    const old = comparison.toBefore.get(task);
    if (old) for (const edit of taskEdits(old, task)) yield toOperation(edit);
  }
}

function toOperation({ at, after, inList }: FieldEdit): PatchOperation {
  if (inList) {
    return after === undefined
      ? { op: 'removeItem', pointer: at }
      : { op: 'addItem', list: parentPointer(at)!, at: Number(lastStep(at)), value: after };
  }
  return after === undefined ? { op: 'removeField', pointer: at } : { op: 'setField', pointer: at, value: after };
}

/** A task on its way from its old place to its new one. */
interface Moving {
  name: string;
  list: MovingList;
  readonly lists: MovingList[];
}

interface MovingList {
  readonly owner: Moving | undefined;
  readonly path: string;
  readonly tasks: Moving[];
}

/** Follows every task through the operations, so that each of them has the right pointers. */
class Rearrangement {
  readonly operations: PatchOperation[] = [];
  private readonly comparison: Comparison;
  private readonly moving = new Map<TaskNode, Moving>();

  constructor(comparison: Comparison) {
    this.comparison = comparison;
  }

  arrange(): void {
    const root = this.copyList(this.comparison.before, undefined);
    this.arrangeList(this.comparison.after, root);
    this.removeRest();
  }

  private copyList(list: ListNode, owner: Moving | undefined): MovingList {
    const copy: MovingList = { owner, path: list.path, tasks: [] };
    for (const task of list.tasks) {
      const moving: Moving = { name: task.name, list: copy, lists: [] };
      this.moving.set(task, moving);
      copy.tasks.push(moving);
      moving.lists.push(...task.lists.map((inner) => this.copyList(inner, moving)));
    }
    return copy;
  }

  /** Outer lists first: a task's new surroundings are in place before it goes there. */
  private arrangeList(target: ListNode, list: MovingList): void {
    const staying = stayingTasks(target, this.comparison);
    const placed: Moving[] = [];
    let place = 0;
    for (const task of target.tasks) {
      const before = this.comparison.toBefore.get(task);
      const moving = before && this.moving.get(before)!;
      const next = moving ? this.bring(task, moving, list, place, staying.has(task)) : this.add(task, list, place);
      placed.push(next);
      place = list.tasks.indexOf(next, Math.max(0, place - 1)) + 1;
    }
    for (const [index, task] of target.tasks.entries()) this.arrangeInside(task, placed[index]!);
  }

  private bring(task: TaskNode, moving: Moving, list: MovingList, place: number, stays: boolean): Moving {
    if (!stays) {
      const from = pointerOf(moving);
      const own = moving.list.tasks.indexOf(moving);
      const target = pointerOfList(list);
      moving.list.tasks.splice(own, 1);
      const at = moving.list === list && own < place ? place - 1 : place;
      list.tasks.splice(at, 0, moving);
      moving.list = list;
      this.operations.push({ op: 'moveTask', task: from, list: target, at });
    }
    if (moving.name !== task.name) {
      const operation = { op: 'renameTask', task: pointerOf(moving), name: task.name, keepReferences: true } as const;
      this.operations.push(operation);
      moving.name = task.name;
    }
    return moving;
  }

  /** Adds a task: whole, or without the tasks inside it when some of them exist already and will be moved there. */
  private add(task: TaskNode, list: MovingList, place: number): Moving {
    const whole = !task.lists.some((inner) => [...allTasks(inner)].some((part) => this.comparison.toBefore.has(part)));
    const emptied = task.lists.reduce<unknown>(
      (value, { path }) => withValueAt(value, pointerSteps(path), []),
      task.task,
    ) as Task;
    const content = whole ? task.task : emptied;
    this.operations.push({ op: 'addTask', list: pointerOfList(list), at: place, name: task.name, task: content });
    const added: Moving = { name: task.name, list, lists: [] };
    list.tasks.splice(place, 0, added);
    if (!whole) for (const { path } of task.lists) added.lists.push({ owner: added, path, tasks: [] });
    return added;
  }

  private arrangeInside(task: TaskNode, moving: Moving): void {
    const matched = this.comparison.toBefore.has(task);
    for (const target of task.lists) {
      let list = moving.lists.find(({ path }) => path === target.path);
      if (!list && !matched) continue;
      if (!list) {
        list = { owner: moving, path: target.path, tasks: [] };
        moving.lists.push(list);
        this.operations.push({ op: 'setField', pointer: pointerOfList(list), value: [] });
      }
      this.arrangeList(target, list);
    }
  }

  /** Removes what has no counterpart, last first so that nothing before it shifts. */
  private removeRest(): void {
    const rest = [...allTasks(this.comparison.before)].filter((task) => {
      const outer = task.list.owner;
      return !this.comparison.toAfter.has(task) && (!outer || this.comparison.toAfter.has(outer));
    });
    for (const task of rest.toReversed()) {
      const moving = this.moving.get(task)!;
      this.operations.push({ op: 'removeTask', task: pointerOf(moving) });
      moving.list.tasks.splice(moving.list.tasks.indexOf(moving), 1);
    }
  }
}

function pointerOf(task: Moving): string {
  return childPointer(childPointer(pointerOfList(task.list), task.list.tasks.indexOf(task)), task.name);
}

function pointerOfList({ owner, path }: MovingList): string {
  return owner ? pointerOf(owner) + path : path;
}
