import type { OldMap } from '../old-map.ts';
import type { LegacyContext, Tasks } from './context.ts';
import { migrateStateBody } from './state-tasks.ts';

/** What undoes a state: the state it names, and those that this one goes on to. */
export function compensationOf(state: OldMap, context: LegacyContext): Tasks | undefined {
  const first = state.text('compensatedBy');
  if (first === undefined) return undefined;
  const message = 'A state is undone when the execution faults or is cancelled; it was when a transition said so';
  context.report.changed(state.place('compensatedBy'), message);
  const states = new Map(context.root.list('states').map((one) => [one.text('name') ?? '', one]));
  const tasks: Tasks = [];
  const seen = new Set<string>();
  for (let name: string | undefined = first; name !== undefined && !seen.has(name); name = next(states.get(name))) {
    seen.add(name);
    const found = states.get(name);
    if (!found) {
      context.report.lost(state.place('compensatedBy'), `There is no state ${name}`);
      break;
    }
    found.flag('end');
    tasks.push({ [name]: { do: migrateStateBody(found, name, context) } });
  }
  return tasks.length > 0 ? tasks : undefined;
}

function next(state: OldMap | undefined): string | undefined {
  return state?.map('transition')?.text('nextState') ?? state?.text('transition');
}
