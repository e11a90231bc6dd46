import type { SwitchTask } from '../../model/tasks.ts';
import { taskKind } from '../../model/walk.ts';
import { childPointer } from '../../parse/pointer.ts';
import { quote } from '../../validate/describe.ts';
import type { Finding } from '../../validate/site.ts';
import type { AnalysisInput } from '../check.ts';
import type { Step } from '../control/list-control.ts';

/** A switch without a default that, when no case holds, goes on where one of its cases leads: the condition has no effect. */
export function* checkFallThrough({ lists }: AnalysisInput): Generator<Finding> {
  for (const { steps } of lists) {
    for (const step of steps) {
      if (taskKind(step.task) !== 'switch') continue;
      const finding = fallsThrough(step, steps);
      if (finding) yield finding;
    }
  }
}

function fallsThrough({ task, pointer, name, ways }: Step, steps: readonly Step[]): Finding | undefined {
  const cases = (task as SwitchTask).switch.map((item) => Object.entries(item)[0]!);
  if (cases.some(([, branch]) => branch.when === undefined)) return undefined;
  const otherwise = ways.at(-1)!.to;
  if (typeof otherwise !== 'number') return undefined;
  const index = ways.slice(task.if === undefined ? 0 : 1, -1).findIndex(({ to }) => to === otherwise);
  if (index < 0) return undefined;
  const [caseName] = cases[index]!;
  const target = steps[otherwise]!;
  return {
    code: 'switch_falls_through',
    pointer,
    atKey: true,
    message: `When no case of ${quote(name)} holds it goes on with ${quote(target.name)}, where ${quote(caseName)} leads too`,
    hint: 'Add a case without "when" that says where to go otherwise.',
    related: { pointer: childPointer(`${pointer}/switch/${index}`, caseName), message: 'This case leads there' },
  };
}
