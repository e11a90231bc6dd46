import { parseExpression, visitExpression } from '../../expression/analyse.ts';
import { stripExpression } from '../../expression/syntax.ts';
import type { ForTask, Task } from '../../model/tasks.ts';
import { childLists, taskEntry, taskKind } from '../../model/walk.ts';
import { quote } from '../../validate/describe.ts';
import type { Finding } from '../../validate/site.ts';
import type { AnalysisInput } from '../check.ts';
import { leavingSteps, reachableSteps, type Step } from '../control/list-control.ts';
import { nodesOnLoops } from '../control/loops.ts';

/** Loops made of flow directives that never end or never pause, and loops over lists without end. */
export function* checkTermination({ tasks, lists }: AnalysisInput): Generator<Finding> {
  for (const { steps } of lists) yield* loopsWithoutEnd(steps);
  for (const { kind, task, pointer } of tasks) {
    if (kind === 'for') yield* endlessLists(task as ForTask, pointer);
  }
}

function* loopsWithoutEnd(steps: readonly Step[]): Generator<Finding> {
  const reached = reachableSteps(steps);
  const leaving = leavingSteps(steps);
  const restless = [...reached].filter((index) => !pauses(steps[index]!.task));
  const busy = nodesOnLoops(restless, (index) =>
    steps[index]!.ways.flatMap(({ to }) => (typeof to === 'number' ? [to] : [])),
  );
  for (const [index, step] of steps.entries()) {
    const back = step.ways.find(({ to }) => typeof to === 'number' && to <= index);
    if (!back || !reached.has(index)) continue;
    const target = steps[back.to as number]!;
    const at = { pointer: back.directive ?? step.pointer, atKey: back.directive === undefined };
    const loop = `From ${quote(step.name)} it goes back to ${quote(target.name)}`;
    if (!leaving.has(index)) {
      const hint = 'Leave the loop with a case of a switch, or with "if".';
      yield { code: 'endless_loop', ...at, message: `${loop}, and nothing ever leads out of this loop`, hint };
    } else if (busy.has(index) && busy.has(back.to as number)) {
      const hint = 'Put a wait into the loop.';
      yield { code: 'busy_loop', ...at, message: `${loop} without ever waiting in between`, hint };
    }
  }
}

/** True when a task waits for time, an event or a person, itself or inside. */
function pauses(task: Task): boolean {
  const kind = taskKind(task);
  if (kind === 'wait' || kind === 'listen') return true;
  if (kind === 'call' && /^approve:/.test((task as { call: string }).call)) return true;
  return childLists(task, '').some(({ tasks }) => tasks.some((item) => pauses(taskEntry(item)[1])));
}

/** Functions of jq that go on for ever unless something around them stops. */
const ENDLESS = new Set(['repeat', 'infinite', 'recurse']);
const STOPPING = new Set(['limit', 'first', 'until', 'while', 'isvalid', 'nth', 'any', 'all']);

function* endlessLists(task: ForTask, pointer: string): Generator<Finding> {
  const { in: collection } = task.for;
  if (typeof collection !== 'string' || task.while !== undefined) return;
  const { ast, diagnostics } = parseExpression(stripExpression(collection));
  if (diagnostics.length > 0) return;
  const called = new Set<string>();
  visitExpression(ast, (node) => {
    // `recurse` without an argument walks what is there, which has an end.
    if (node.kind === 'call' && (node.name !== 'recurse' || node.arguments.length > 0)) called.add(node.name);
  });
  const endless = [...called].find((name) => ENDLESS.has(name));
  if (endless === undefined || [...called].some((name) => STOPPING.has(name))) return;
  yield {
    code: 'unbounded_loop',
    pointer: `${pointer}/for/in`,
    message: `${quote(endless)} gives a list that may have no end`,
    hint: 'Take a part of it: [limit(100; ...)].',
  };
}
