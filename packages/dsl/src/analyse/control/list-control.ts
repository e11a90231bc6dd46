import type { FlowDirective, SwitchTask, Task, TaskList, TryTask } from '../../model/tasks.ts';
import { taskEntry, taskKind } from '../../model/walk.ts';
import { childPointer } from '../../parse/pointer.ts';

/** Where the flow can go after a task: another task of the list by its index, out of the list, or to the end of it all. */
export type Target = number | 'exit' | 'end';

/** One way out of a task. */
export interface Way {
  readonly to: Target;
  /** Pointer of the directive that says so; undefined where the flow just goes on. */
  readonly directive: string | undefined;
}

/** A task of a list and the ways out of it. A task without any faults or never completes. */
export interface Step {
  readonly name: string;
  readonly task: Task;
  readonly pointer: string;
  readonly ways: readonly Way[];
}

/** The control flow within one list of tasks that run one after another. Linear in its tasks and what is inside them. */
export function listControl(tasks: TaskList, pointer: string): Step[] {
  const entries = tasks.map(taskEntry);
  const indexes = new Map(entries.map(([name], index) => [name, index]));
  return entries.map(([name, task], index) => {
    const own = childPointer(childPointer(pointer, index), name);
    const next: Target = index + 1 < entries.length ? index + 1 : 'exit';
    const target = (directive: FlowDirective | undefined): Target => {
      if (directive === undefined || directive === 'continue') return next;
      return directive === 'exit' || directive === 'end' ? directive : (indexes.get(directive) ?? next);
    };
    return { name, task, pointer: own, ways: waysOut(task, own, target, next) };
  });
}

type Resolve = (directive: FlowDirective | undefined) => Target;

function waysOut(task: Task, pointer: string, target: Resolve, next: Target): Way[] {
  const ways: Way[] = [];
  const kind = taskKind(task);
  const follow = (directive: FlowDirective | undefined, at: string): void => {
    ways.push({ to: target(directive), directive: directive === undefined ? undefined : at });
  };
  // A task that is skipped goes on with the next one, whatever its `then` says.
  if (task.if !== undefined) ways.push({ to: next, directive: undefined });
  if (kind === 'switch') waysOfSwitch(task as SwitchTask, pointer, follow);
  else if (kind !== 'raise' && completes(task, pointer)) follow(task.then, `${pointer}/then`);
  if (kind === 'try' && (task as TryTask).catch.then !== undefined) {
    follow((task as TryTask).catch.then, `${pointer}/catch/then`);
  }
  return ways;
}

function waysOfSwitch(task: SwitchTask, pointer: string, follow: (directive: string | undefined, at: string) => void) {
  let open = true;
  for (const [index, item] of task.switch.entries()) {
    const [name, branch] = Object.entries(item)[0]!;
    follow(branch.then, `${childPointer(`${pointer}/switch/${index}`, name)}/then`);
    if (branch.when === undefined) open = false;
  }
  if (open) follow(task.then, `${pointer}/then`);
}

/** False for a group of tasks that always ends the workflow, faults or loops for ever. */
function completes(task: Task, pointer: string): boolean {
  const kind = taskKind(task);
  if (kind === 'do') return canLeave((task as { do: TaskList }).do, `${pointer}/do`);
  if (kind !== 'try') return true;
  const { try: tasks, catch: caught } = task as TryTask;
  if (canLeave(tasks, `${pointer}/try`)) return true;
  if (caught.then !== undefined) return false;
  return caught.do === undefined ? caught.retry === undefined : canLeave(caught.do, `${pointer}/catch/do`);
}

function canLeave(tasks: TaskList, pointer: string): boolean {
  if (tasks.length === 0) return true;
  const steps = listControl(tasks, pointer);
  return [...reachableSteps(steps)].some((index) => steps[index]!.ways.some(({ to }) => to === 'exit'));
}

/** The indexes of the tasks that the flow can come to, from the first one on. */
export function reachableSteps(steps: readonly Step[]): Set<number> {
  const reached = new Set<number>(steps.length > 0 ? [0] : []);
  // The set grows while it is read.
  for (const index of reached) {
    for (const { to } of steps[index]!.ways) if (typeof to === 'number') reached.add(to);
  }
  return reached;
}

/** The indexes of the tasks from which the flow can leave the list, end or fault. */
export function leavingSteps(steps: readonly Step[]): Set<number> {
  const previous: number[][] = steps.map(() => []);
  const leaving = new Set<number>();
  for (const [index, { ways }] of steps.entries()) {
    const targets = ways.map(({ to }) => to).filter((to) => typeof to === 'number');
    if (targets.length < ways.length || ways.length === 0) leaving.add(index);
    for (const to of targets) previous[to]!.push(index);
  }
  // The set grows while it is read.
  for (const index of leaving) for (const before of previous[index]!) leaving.add(before);
  return leaving;
}
