import { taskKind } from '../model/walk.ts';
import type { PlacedList } from './control/all-lists.ts';
import type { Step } from './control/list-control.ts';
import type { Read, Trace } from './flow/trace.ts';

/**
 * Tasks that follow each other without needing each other, as groups of pointers: as far as their data goes, the tasks of
 * a group could run side by side. Whether their effects allow that is another question. Linear.
 */
export function parallelGroups(lists: readonly PlacedList[], { reads }: Trace): string[][] {
  const needs = siblingNeeds(reads);
  return lists.flatMap(({ steps }) => groupsOf(steps, needs));
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

function groupsOf(steps: readonly Step[], needs: Needs): string[][] {
  const targets = new Set(steps.flatMap(({ ways }) => ways.filter(({ directive }) => directive).map(({ to }) => to)));
  const groups: Group[] = [];
  for (const [index, step] of steps.entries()) {
    if (!movable(step)) groups.push(new Group());
    else if (targets.has(index) || !groups.at(-1)?.takes(step, needs)) groups.push(new Group(step));
  }
  return groups.map(({ pointers }) => [...pointers]).filter((group) => group.length > 1);
}

/** Tasks in a row that do not need each other. */
class Group {
  readonly pointers = new Set<string>();
  private exports = false;

  constructor(first?: Step) {
    if (first) this.add(first);
  }

  /** Adds a task, unless it needs one of the others or writes the context as another one does. */
  takes(step: Step, needs: Needs): boolean {
    if (this.pointers.size === 0 || (this.exports && step.task.export !== undefined)) return false;
    for (const need of needs.get(step.pointer) ?? []) if (this.pointers.has(need)) return false;
    this.add(step);
    return true;
  }

  private add({ pointer, task }: Step): void {
    this.pointers.add(pointer);
    this.exports ||= task.export !== undefined;
  }
}

const FIXED = new Set(['switch', 'raise', 'wait', 'listen', 'set']);

/** True for a task that always runs, goes on with the next one and is worth running beside another. */
function movable({ task, ways }: Step): boolean {
  if (FIXED.has(taskKind(task)) || task.if !== undefined) return false;
  return ways.length === 1 && ways[0]!.directive === undefined;
}

/** For each task the tasks of its own list that it, or anything inside it, takes something from. */
function siblingNeeds(reads: readonly Read[]): Map<string, Set<string>> {
  const needs = new Map<string, Set<string>>();
  for (const { by, source } of reads) {
    const pair = siblings(by, source);
    if (!pair) continue;
    const known = needs.get(pair[0]);
    if (known) known.add(pair[1]);
    else needs.set(pair[0], new Set([pair[1]]));
  }
  return needs;
}

/** The two tasks of the innermost list around both pointers that lead to them. */
function siblings(a: string, b: string): [string, string] | undefined {
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  const start = a.lastIndexOf('/', same - 1) + 1;
  const [left, right] = [ITEM_OF_LIST.exec(a.slice(start)), ITEM_OF_LIST.exec(b.slice(start))];
  return left && right ? [a.slice(0, start) + left[0], b.slice(0, start) + right[0]] : undefined;
}

/** The steps of a pointer that lead to a task of a list: its index and its name. */
const ITEM_OF_LIST = /^\d+\/[^/]*/;
