import type { RaiseTask, SetTask, WaitTask } from '../../model/tasks.ts';
import type { Finding } from '../../validate/site.ts';
import { measuredName } from '../checks/measured.ts';
import { unitConflict } from '../checks/units.ts';
import { type TypedData, typeOfData, typeOfTransformation } from '../data.ts';
import { withLooseFlags } from '../domain.ts';
import { typeOfDuration } from '../duration.ts';
import { gives, type TaskTyping } from '../typing.ts';

/** `set`: what was set, and nothing else. */
export const typeSet: TaskTyping<SetTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  const data = typeOfTransformation(typing, task.set, `${pointer}/set`, environment.input, environment);
  typing.notes.found('units', `${pointer}/set`, unitSlips(data));
  return gives(visit, settled(data));
};

/** Truth values that are written down are meant to be changed some day: conditions on them are no mistakes. */
function settled(data: TypedData) {
  return data.kind === 'map' ? withLooseFlags(data.type) : data.type;
}

/** Values under names of another unit. */
function unitSlips({ entries }: TypedData): Finding[] {
  return [...(entries ?? [])].flatMap(([name, { expression, pointer }]) => {
    const given = expression && measuredName(expression.ast);
    const conflict =
      given === undefined ? undefined : unitConflict({ name: given, doc: undefined }, { name, doc: undefined });
    return conflict === undefined ? [] : [{ code: 'unit_mismatch' as const, pointer, message: conflict }];
  });
}

/** `wait`: the input. */
export const typeWait: TaskTyping<WaitTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  typeOfDuration(typing, task.wait, `${pointer}/wait`, environment.input, environment);
  return gives(visit, environment.input);
};

/** `raise`: nothing comes after it. */
export const typeRaise: TaskTyping<RaiseTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  const { error } = task.raise;
  if (typeof error === 'object') typeOfData(typing, error, `${pointer}/raise/error`, environment.input, environment);
  return [];
};
