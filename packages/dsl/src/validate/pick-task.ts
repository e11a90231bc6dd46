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
  if (kinds.length === 1) return found(walk, kinds[0]!, value, pointer);
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
  for (const key of Object.keys(value)) {
    const near = nearest(key, TASK_KINDS) as TaskKind | undefined;
    if (near === undefined || isCommon(key)) continue;
    walk.sink.finding({
      code: 'unknown_task_type',
      pointer: childPointer(pointer, key),
      atKey: true,
      message: `"${key}" is no task type`,
      hint: `Did you mean ${near}?`,
      replacement: near,
    });
    const corrected = Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name === key ? near : name, part]),
    );
    return found(walk, near, corrected, pointer);
  }
  walk.sink.finding({
    code: 'unknown_task_type',
    pointer,
    atKey: true,
    message: 'Nothing says what type of task this is',
    hint: `Expected one of the keys ${alternatives(TASK_KINDS)}.`,
  });
  return undefined;
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
]);

function isCommon(key: string): boolean {
  return COMMON.has(key);
}
