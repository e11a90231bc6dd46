import type { Type } from '@parley/jq';
import type { Task, TaskList } from '../model/tasks.ts';
import type { Workflow } from '../model/workflow.ts';
import type { Contracts } from './contracts.ts';
import type { Environment, Surroundings, Variables } from './environment.ts';
import type { Exit, Flow, ListOutcome } from './flow.ts';
import type { Notes } from './notes.ts';

/** What a construct needs to be typed; the constructs do not know each other. */
export interface Typing {
  readonly workflow: Workflow;
  readonly contracts: Contracts;
  readonly notes: Notes;
  readonly surroundings: Surroundings;
  /** False in the loose mode, where texts in data that can be evaluated are. */
  readonly strict: boolean;
  /** Types of the events that the definition emits itself. */
  readonly emitted: ReadonlySet<string>;
  /** Follows a list of tasks from its entry. */
  list(tasks: TaskList, pointer: string, entry: Flow, variables: Variables): ListOutcome;
  /** Follows one task that is in no list: a branch, a function. */
  task(name: string, task: Task, pointer: string, entry: Flow, variables: Variables): readonly Exit[];
  /** True when so much was visited already that loops are gone through once, with nothing known. */
  readonly exhausted: boolean;
  /** Tells what an export has made the context. */
  exported(context: Type): void;
  /** What the context can be at any moment of `body`, when it is `before` at its beginning. */
  contextsOf<T>(before: Type, body: () => T): { readonly result: T; readonly context: Type };
}

/** A task whose own work is typed: `environment.input` is what it works on. */
export interface TaskVisit<T extends Task = Task> {
  readonly name: string;
  readonly task: T;
  readonly pointer: string;
  readonly environment: Environment;
  readonly exported: boolean;
}

/** One of the twelve task types: how what comes out of its own work is found, before `output.as`. */
export type TaskTyping<T extends Task> = (typing: Typing, visit: TaskVisit<T>) => readonly Exit[];

/** The single way out of a task that leaves the context alone. */
export function gives(visit: TaskVisit, value: Type): readonly Exit[] {
  return [{ directive: undefined, flow: { ...flowOf(visit), value } }];
}

/** What a task works on, as a flow into the lists inside it. */
export function flowOf({ environment, exported }: TaskVisit): Flow {
  return { value: environment.input, context: environment.context, exported };
}
