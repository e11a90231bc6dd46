import { isObject } from '@parley/kernel';
import { childPointer } from '../parse/pointer.ts';
import { TASK_KINDS, type Task, type TaskKind, type TaskList } from './tasks.ts';
import type { Workflow } from './workflow.ts';

// `for` tasks also have `do`, so `do` is asked for last.
const KINDS_BY_RANK: readonly TaskKind[] = [...TASK_KINDS.filter((kind) => kind !== 'do'), 'do'];

/** The task's type, from the key that marks it. */
export function taskKind(task: Task): TaskKind {
  return KINDS_BY_RANK.find((kind) => Object.hasOwn(task, kind)) ?? 'do';
}

/** What a nested list of tasks is to the task that holds it. */
export type ListRole = 'do' | 'branches' | 'try' | 'catch' | 'foreach' | 'compensate';

export interface ChildList {
  readonly role: ListRole;
  /** JSON pointer of the list, for example `/do/0/tryGetPet/try`. */
  readonly pointer: string;
  readonly tasks: TaskList;
}

/** The lists of tasks directly inside a task, in the order of execution. `pointer` is the task's own. */
export function childLists(task: Task, pointer: string): ChildList[] {
  const lists: ChildList[] = [];
  const add = (role: ListRole, path: string, tasks: unknown): void => {
    if (Array.isArray(tasks)) lists.push({ role, pointer: pointer + path, tasks: tasks as TaskList });
  };
  const own = task as unknown as Record<string, unknown>;
  add('do', '/do', own.do);
  add('branches', '/fork/branches', member(own.fork, 'branches'));
  add('try', '/try', own.try);
  add('catch', '/catch/do', member(own.catch, 'do'));
  add('foreach', '/foreach/do', member(own.foreach, 'do'));
  const subscription = member(own.with, 'subscription');
  if (own.call === 'asyncapi') {
    add('foreach', '/with/subscription/foreach/do', member(member(subscription, 'foreach'), 'do'));
  }
  add('compensate', '/metadata/compensate', member(own.metadata, 'compensate'));
  return lists;
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A task with its place. */
export interface WalkedTask {
  /** JSON pointer, for example `/do/0/getPet`. */
  readonly pointer: string;
  readonly name: string;
  readonly task: Task;
  readonly kind: TaskKind;
  /** The list that holds the task and the task's index in it; a function of `use.functions` has neither. */
  readonly list: TaskList | undefined;
  readonly index: number;
  readonly role: ListRole | 'root' | 'function' | 'before' | 'after';
  /** Pointer of the enclosing task; undefined at the top. */
  readonly parent: string | undefined;
  /** 0 at the top. */
  readonly depth: number;
}

/**
 * Every task under `do`, depth first and in document order, the tasks of `metadata.compensate` among them. With
 * `definitions` also those of `use.functions` and `use.extensions`, after the others.
 */
export function walkTasks(workflow: Workflow, options: { definitions?: boolean } = {}): WalkedTask[] {
  const found: WalkedTask[] = [];
  walkList(found, workflow.do, '/do', 'root', undefined, 0);
  if (!options.definitions) return found;
  for (const [name, task] of Object.entries(workflow.use?.functions ?? {})) {
    const pointer = childPointer('/use/functions', name);
    const alone = { list: undefined, index: 0, role: 'function', parent: undefined, depth: 0 } as const;
    found.push({ pointer, name, task, kind: taskKind(task), ...alone });
    walkChildren(found, task, pointer, 0);
  }
  for (const [index, item] of (workflow.use?.extensions ?? []).entries()) {
    for (const [name, extension] of Object.entries(item)) {
      const pointer = childPointer(`/use/extensions/${index}`, name);
      walkList(found, extension.before ?? [], `${pointer}/before`, 'before', undefined, 0);
      walkList(found, extension.after ?? [], `${pointer}/after`, 'after', undefined, 0);
    }
  }
  return found;
}

function walkList(
  found: WalkedTask[],
  list: TaskList,
  pointer: string,
  role: WalkedTask['role'],
  parent: string | undefined,
  depth: number,
): void {
  for (const [index, item] of list.entries()) {
    for (const name of Object.keys(item)) {
      const task = item[name]!;
      const own = childPointer(`${pointer}/${index}`, name);
      found.push({ pointer: own, name, task, kind: taskKind(task), list, index, role, parent, depth });
      walkChildren(found, task, own, depth);
    }
  }
}

function walkChildren(found: WalkedTask[], task: Task, pointer: string, depth: number): void {
  for (const list of childLists(task, pointer)) {
    walkList(found, list.tasks, list.pointer, list.role, pointer, depth + 1);
  }
}

/** Name and task of an item of a task list. */
export function taskEntry(item: Readonly<Record<string, Task>>): readonly [string, Task] {
  return Object.entries(item)[0] as [string, Task];
}
