import type { TaskKind } from '../../model/tasks.ts';
import type { ObjectShape, TagShape } from '../shape.ts';
import { CALL } from './call.ts';
import { DO } from './do.ts';
import { EMIT } from './emit.ts';
import { FOR } from './for.ts';
import { FORK } from './fork.ts';
import { LISTEN } from './listen.ts';
import { RAISE } from './raise.ts';
import { RUN } from './run.ts';
import { SET } from './set.ts';
import { SWITCH } from './switch.ts';
import { TRY } from './try.ts';
import { WAIT } from './wait.ts';

/** Every task type. */
export const TASK_SHAPES: Readonly<Record<TaskKind, ObjectShape | TagShape>> = {
  call: CALL,
  do: DO,
  emit: EMIT,
  for: FOR,
  fork: FORK,
  listen: LISTEN,
  raise: RAISE,
  run: RUN,
  set: SET,
  switch: SWITCH,
  try: TRY,
  wait: WAIT,
};
