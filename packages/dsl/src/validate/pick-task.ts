import { isObject } from '@parley/kernel';
import { nearest } from '../diagnostics/nearest.ts';
import { TASK_KINDS, type TaskKind } from '../model/tasks.ts';
import { childPointer, lastStep } from '../parse/pointer.ts';
import { alternatives, describe } from './describe.ts';
import type { Shape } from './shape.ts';
import { TASK_SHAPES } from './shapes/tasks.ts';
import type { Walk } from './walk.ts';

/** The shape of a task's type and the task, a misspelt key put right. */
export interface PickedTask {
  readonly shape: Shape;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * Finds the type of a task by the key that marks it, so that only that branch is checked. A misspelt key counts as the
 * one it is nearest to.
 */
export function pickTaskShape(walk: Walk, value: unknown, pointer: string): PickedTask | undefined {
  if (!isObject(value)) {
    walk.sink.finding({ code: 'wrong_type', pointer, message: `Expected a task, found ${describe(value)}` });
    return undefined;
  }
  const kinds = TASK_KINDS.filter(
    (kind) => Object.hasOwn(value, kind) && !(kind === 'do' && Object.hasOwn(value, 'for')),
  );
  if (kinds.length === 1) {
    // `for` beside `do` may be the misspelt one.
    const loop = kinds[0] === 'do' ? misspeltAs(value, ['for']) : undefined;
    return loop ? corrected(walk, value, loop, pointer) : found(walk, kinds[0]!, value, pointer);
  }
  if (kinds.length > 1) {
    walk.sink.finding({
      code: 'several_task_types',
      pointer: childPointer(pointer, kinds[1]!),
      atKey: true,
      message: `A task is of one type, but this one has ${kinds.join(' and ')}`,
      hint: 'Make two tasks of it.',
    });
    return undefined;
  }
  return misspelt(walk, value, pointer);
}

function found(walk: Walk, kind: TaskKind, value: Record<string, unknown>, pointer: string): PickedTask {
  walk.sink.task({ pointer, name: lastStep(pointer), kind, value });
  return { shape: TASK_SHAPES[kind], value };
}

function misspelt(walk: Walk, value: Record<string, unknown>, pointer: string): PickedTask | undefined {
  const slip = misspeltAs(value, TASK_KINDS);
  if (slip) return corrected(walk, value, slip, pointer);
  walk.sink.finding({
    code: 'unknown_task_type',
    pointer,
    atKey: true,
    message: 'Nothing says what type of task this is',
    hint: `Expected one of the keys ${alternatives(TASK_KINDS)}.`,
  });
  return undefined;
}

interface Slip {
  readonly key: string;
  readonly kind: TaskKind;
}

/** A key that is no property of tasks in general and near to one of the kinds. */
function misspeltAs(value: Record<string, unknown>, kinds: readonly TaskKind[]): Slip | undefined {
  for (const key of Object.keys(value)) {
    const kind = COMMON.has(key) ? undefined : (nearest(key, kinds) as TaskKind | undefined);
    if (kind) return { key, kind };
  }
  return undefined;
}

function corrected(walk: Walk, value: Record<string, unknown>, { key, kind }: Slip, pointer: string): PickedTask {
  walk.sink.finding({
    code: 'unknown_task_type',
    pointer: childPointer(pointer, key),
    atKey: true,
    message: `"${key}" is no task type`,
    hint: `Did you mean ${kind}?`,
    replacement: kind,
  });
  const right = Object.entries(value).map(([name, part]) => [name === key ? kind : name, part]);
  return found(walk, kind, Object.fromEntries(right), pointer);
}

const COMMON = new Set([
  'if',
  'input',
  'output',
  'export',
  'timeout',
  'then',
  'metadata',
  'with',
  'while',
  'catch',
  'foreach',
  'do',
]);
