import type { TaskList } from '../model/tasks.ts';
import { taskEntry } from '../model/walk.ts';
import { childPointer } from '../parse/pointer.ts';
import type { Variables } from './environment.ts';
import { type Exit, type Flow, isWithin, joinFlows, type ListOutcome, UNKNOWN_FLOW, widenFlows } from './flow.ts';
import type { Typing } from './typing.ts';

/** Jumps back to one task after which nothing is known there any more; the widening gets there by itself before. */
const MAX_ROUNDS = 10;

/** A list while it is followed: what is known to come into each task. */
class ListWalk {
  readonly entries: (Flow | undefined)[];
  readonly rounds: number[];
  /** What a task was last visited with. */
  readonly visited: (Flow | undefined)[];
  done: Flow | undefined;
  ended: Flow | undefined;
  readonly #index: ReadonlyMap<string, number>;
  readonly #exhausted: () => boolean;

  constructor(names: readonly string[], exhausted: () => boolean) {
    this.entries = names.map(() => undefined);
    this.rounds = names.map(() => 0);
    this.visited = names.map(() => undefined);
    this.#index = new Map(names.map((name, index) => [name, index]));
    this.#exhausted = exhausted;
  }

  /** Lets a flow go where a directive says; gives the index of the task that has to be visited again, if one has. */
  follow(directive: string, flow: Flow, from: number): number | undefined {
    if (directive === 'end') this.ended = joinFlows(this.ended, flow);
    else if (directive === 'exit') this.done = joinFlows(this.done, flow);
    else {
      const target = directive === 'continue' ? from + 1 : this.#index.get(directive);
      if (target === this.entries.length) this.done = joinFlows(this.done, flow);
      else if (target !== undefined) return this.enter(target, flow);
    }
    return undefined;
  }

  enter(index: number, flow: Flow): number | undefined {
    const known = this.entries[index];
    if (known === undefined) this.entries[index] = flow;
    else if (isWithin(flow, known)) return undefined;
    else if (this.visited[index] === undefined) this.entries[index] = joinFlows(known, flow);
    else this.entries[index] = this.#widened(index, known, flow);
    return index;
  }

  #widened(index: number, known: Flow, flow: Flow): Flow {
    const round = this.rounds[index]!;
    this.rounds[index] = round + 1;
    return round >= MAX_ROUNDS || this.#exhausted() ? UNKNOWN_FLOW : widenFlows(known, flow, round);
  }
}

/**
 * Follows a list from its entry: what comes into a task is the union over everything that leads there, in a loop until
 * nothing is added any more. Tasks that nothing leads to are gone through with nothing known, for what is wrong with
 * them anyway. In a list without jumps back every task is visited once.
 */
export function typeList(
  typing: Typing,
  tasks: TaskList,
  pointer: string,
  entry: Flow,
  variables: Variables,
): ListOutcome {
  const items = tasks.map(taskEntry);
  const walk = new ListWalk(
    items.map(([name]) => name),
    () => typing.exhausted,
  );
  const visit = (index: number, flow: Flow): readonly Exit[] => {
    const [name, task] = items[index]!;
    return typing.task(name, task, childPointer(childPointer(pointer, index), name), flow, variables);
  };
  if (items.length === 0) return { done: entry, ended: undefined };
  walk.entries[0] = entry;
  for (let index = 0; index < items.length; ) {
    const flow = walk.entries[index];
    if (flow === undefined || flow === walk.visited[index]) {
      index += 1;
      continue;
    }
    walk.visited[index] = flow;
    let next = index + 1;
    for (const exit of visit(index, flow)) {
      const again = walk.follow(exit.directive ?? items[index]![1].then ?? 'continue', exit.flow, index);
      if (again !== undefined && again < next) next = again;
    }
    index = next;
  }
  for (const [index, flow] of walk.visited.entries()) if (flow === undefined) visit(index, UNKNOWN_FLOW);
  return { done: walk.done, ended: walk.ended };
}
