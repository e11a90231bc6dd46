import type { Task, TaskList } from '../../model/tasks.ts';
import { join, type Origin } from './origin.ts';

/** What flows from task to task. */
export interface State {
  readonly data: Origin;
  readonly context: Origin;
}

export type Variables = ReadonlyMap<string, Origin>;

/** Where an expression stands: what flows in, the variables around it and the task it belongs to. */
export interface Place {
  readonly state: State;
  readonly variables: Variables;
  readonly by: string;
}

/** What the task types need to follow the data through themselves. */
export interface Tracing {
  /** A property that is an expression, marked or bare. */
  expression(text: string, pointer: string, place: Place): Origin;
  /** Data with marked expressions in it. */
  data(value: unknown, pointer: string, place: Place): Origin;
  /** Tells that a value is looked at. */
  read(origin: Origin, pointer: string, place: Place): void;
  list(tasks: TaskList, pointer: string, state: State, variables: Variables): State;
  task(task: Task, pointer: string, state: State, variables: Variables): State;
  /** Runs a body that may begin again with what it gave; what it only reads then was carried over. */
  loop(pointer: string, start: State, body: (state: State) => State): State;
}

export function joinStates(states: readonly State[]): State {
  return { data: join(states.map(({ data }) => data)), context: join(states.map(({ context }) => context)) };
}
