import type { Task, TaskKind, TaskList } from '../model/tasks.ts';
import { childLists, taskEntry, taskKind } from '../model/walk.ts';
import { childPointer, pointerSteps } from '../parse/pointer.ts';
import { withValueAt } from './set-value.ts';

/** A list of tasks with its place: whose it is and under which key. */
export interface ListNode {
  readonly owner: TaskNode | undefined;
  /** Pointer from the owner, for example `/catch/do`; `/do` at the top. */
  readonly path: string;
  readonly pointer: string;
  readonly tasks: readonly TaskNode[];
}

/** A task with its place and the lists inside it. */
export interface TaskNode {
  readonly pointer: string;
  readonly name: string;
  readonly task: Task;
  readonly kind: TaskKind;
  readonly list: ListNode;
  readonly index: number;
  readonly lists: readonly ListNode[];
}

/** The tasks below `do` as a tree. */
export function taskTree(tasks: TaskList): ListNode {
  return listNode(tasks, undefined, '/do', '/do');
}

function listNode(tasks: TaskList, owner: TaskNode | undefined, path: string, pointer: string): ListNode {
  const nodes: TaskNode[] = [];
  const list: ListNode = { owner, path, pointer, tasks: nodes };
  for (const [index, item] of tasks.entries()) {
    const [name, task] = taskEntry(item);
    nodes.push(taskNode(name, task, list, index));
  }
  return list;
}

function taskNode(name: string, task: Task, list: ListNode, index: number): TaskNode {
  const pointer = childPointer(childPointer(list.pointer, index), name);
  const lists: ListNode[] = [];
  const node: TaskNode = { pointer, name, task, kind: taskKind(task), list, index, lists };
  for (const child of childLists(task, pointer)) {
    lists.push(listNode(child.tasks, node, child.pointer.slice(pointer.length), child.pointer));
  }
  return node;
}

/** Every task of a tree, parents first. */
export function* allTasks(list: ListNode): Generator<TaskNode> {
  for (const task of list.tasks) {
    yield task;
    for (const inner of task.lists) yield* allTasks(inner);
  }
}

/** A task without the tasks inside it: its lists are there but empty. */
export function ownPart(node: TaskNode): unknown {
  let own: unknown = node.task;
  for (const { path } of node.lists) own = withValueAt(own, pointerSteps(path), []);
  return own;
}
