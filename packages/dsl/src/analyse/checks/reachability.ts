import { isInside } from '../../parse/pointer.ts';
import { quote } from '../../validate/describe.ts';
import type { Finding } from '../../validate/site.ts';
import type { AnalysisInput } from '../check.ts';
import { reachableSteps, type Step } from '../control/list-control.ts';

/** Tasks that the flow never comes to; of several in a row the first is told. */
export function* checkReachability({ lists }: AnalysisInput): Generator<Finding> {
  const unreachable = new Set<string>();
  for (const { steps, pointer } of lists) {
    // What is inside an unreachable task is told with it.
    if (isInside(unreachable, pointer)) continue;
    const reached = reachableSteps(steps);
    for (const [index, step] of steps.entries()) {
      if (reached.has(index)) continue;
      unreachable.add(step.pointer);
      if (reached.has(index - 1)) yield found(step, steps[index - 1]!);
    }
  }
}

function found(step: Step, before: Step): Finding {
  const ways = new Set(before.ways.map(({ to }) => to));
  const [only] = ways.size === 1 ? ways : [];
  const why = ways.size === 0 ? 'never completes' : only === 'end' ? 'ends the workflow' : 'goes elsewhere';
  return {
    code: 'unreachable_task',
    pointer: step.pointer,
    atKey: true,
    message: `Nothing leads to ${quote(step.name)}: ${quote(before.name)} in front of it ${why}`,
    related: { pointer: before.pointer, message: `${quote(before.name)} is here` },
  };
}
