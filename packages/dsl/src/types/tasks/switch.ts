import type { SwitchTask } from '../../model/tasks.ts';
import { childPointer } from '../../parse/pointer.ts';
import { decide } from '../expression.ts';
import type { Exit, Flow } from '../flow.ts';
import { flowOf, type TaskTyping } from '../typing.ts';

/** `switch`: each case gets what its condition and the ones before leave over; the rest goes to the default. */
export const typeSwitch: TaskTyping<SwitchTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  const exits: Exit[] = [];
  let rest: Flow | undefined = flowOf(visit);
  const cases = task.switch.flatMap((item, index) =>
    Object.entries(item).map(([name, { when, then }]) => ({
      at: `${childPointer(`${pointer}/switch/${index}`, name)}/when`,
      when,
      then,
    })),
  );
  for (const { at, when, then } of cases) {
    if (when === undefined) continue;
    const flow: Flow = rest ?? flowOf(visit);
    const { yes, no } = decide(typing, when, at, flow.value, { ...environment, context: flow.context });
    if (!rest) continue;
    if (yes) exits.push({ directive: then, flow: { ...flow, value: yes.input, context: yes.context } });
    rest = no && { ...flow, value: no.input, context: no.context };
  }
  // A case without a condition is the default wherever it stands.
  if (rest) exits.push({ directive: cases.find(({ when }) => when === undefined)?.then, flow: rest });
  return exits;
};
