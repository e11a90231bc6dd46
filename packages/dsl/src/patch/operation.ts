import type { Task } from '../model/tasks.ts';
import type { Schedule } from '../model/workflow.ts';

/**
 * One edit of a definition. Pointers are JSON pointers (RFC 6901) into the definition as the operations before have left
 * it. A task's pointer ends with its name: `/do/0/getPet`; a list's with the key it stands under: `/do`,
 * `/do/1/tryIt/catch/do`.
 */
export type PatchOperation =
  | AddTask
  | RemoveTask
  | ReplaceTask
  | MoveTask
  | RenameTask
  | SetField
  | RemoveField
  | AddItem
  | RemoveItem
  | SetTrigger
  | SetCondition;

/** Where in a list: an index counted before the edit, beside a task by its name, or at the end when missing. */
export type Position = number | { readonly before: string } | { readonly after: string };

/** Puts a task into a list, which is made when the task around it has none yet. */
export interface AddTask {
  readonly op: 'addTask';
  readonly list: string;
  readonly at?: Position;
  readonly name: string;
  readonly task: Task;
}

export interface RemoveTask {
  readonly op: 'removeTask';
  readonly task: string;
}

/** Puts another task in the place of one, under the same name. */
export interface ReplaceTask {
  readonly op: 'replaceTask';
  readonly task: string;
  readonly with: Task;
}

/** Takes a task with everything in it to another place; `at` counts without the task itself. */
export interface MoveTask {
  readonly op: 'moveTask';
  readonly task: string;
  readonly list: string;
  readonly at?: Position;
}

/** Gives a task another name; flow directives of the same list follow unless `keepReferences` is true. */
export interface RenameTask {
  readonly op: 'renameTask';
  readonly task: string;
  readonly name: string;
  readonly keepReferences?: boolean;
}

/** Gives a property a value; maps on the way to it are made. A new key goes to its canonical place. */
export interface SetField {
  readonly op: 'setField';
  readonly pointer: string;
  readonly value: unknown;
}

export interface RemoveField {
  readonly op: 'removeField';
  readonly pointer: string;
}

/** Puts an item into a list that is no list of tasks, such as the cases of a switch; at the end without `at`. */
export interface AddItem {
  readonly op: 'addItem';
  readonly list: string;
  readonly at?: number;
  readonly value: unknown;
}

export interface RemoveItem {
  readonly op: 'removeItem';
  readonly pointer: string;
}

/** Replaces what starts the workflow; without `schedule` a person or another workflow does. */
export interface SetTrigger {
  readonly op: 'setTrigger';
  readonly schedule?: Schedule;
}

/** Sets the condition of a task; without `condition` it always runs. */
export interface SetCondition {
  readonly op: 'setCondition';
  readonly task: string;
  readonly condition?: string;
}
