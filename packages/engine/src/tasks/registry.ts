import type { Task, TaskKind } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';
import { callTask } from './call.ts';
import { doTask } from './do.ts';
import { emitTask } from './emit.ts';
import { forTask } from './for.ts';
import { forkTask } from './fork.ts';
import { listenTask } from './listen.ts';
import { raiseTask } from './raise.ts';
import { runTaskType } from './run.ts';
import { setTask } from './set.ts';
import { switchTask } from './switch.ts';
import { tryTask } from './try.ts';
import { waitTask } from './wait.ts';

/** The twelve task types. */
export const TASK_TYPES: { readonly [K in TaskKind]: TaskType<Extract<Task, Record<K, unknown>>> } = {
  call: callTask,
  do: doTask,
  emit: emitTask,
  for: forTask,
  fork: forkTask,
  listen: listenTask,
  raise: raiseTask,
  run: runTaskType,
  set: setTask,
  switch: switchTask,
  try: tryTask,
  wait: waitTask,
};
