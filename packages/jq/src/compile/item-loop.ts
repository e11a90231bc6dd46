import type { Environment } from '../runtime/environment.ts';
import { charge } from '../runtime/meter.ts';
import type { Json } from '../values/json.ts';
import { isTrue } from '../values/kind.ts';
import type { Code, Single } from './code.ts';
import { type Comparison, compareField } from './comparison.ts';
import { Operand, operandOf, read } from './operand.ts';

/** A condition with one answer at most. */
export interface Condition {
  readonly single: Single;
  /** The shortcut to the answer, if there is one. */
  readonly comparison: Comparison | undefined;
}

/** An expression of the form `select(condition) | body`; the body is null for nothing. */
export interface Selection {
  readonly condition: Condition;
  readonly body: Operand | null;
}

/** A generator of the form `container[] | select(condition) | body` with at most one output for each item: a plain loop. */
export interface ItemLoop {
  /** The items of the container for an input; undefined if there is no container. */
  readonly items: (environment: Environment, input: Json) => readonly Json[] | undefined;
  /** Which items count; null for all. */
  readonly condition: Condition | null;
  /** What is done to each item; null for nothing. */
  readonly body: Operand | null;
}

/** The loop with one more step at its end; null if that has no direct code. */
export function thenDo(loop: ItemLoop, step: Code): ItemLoop | null {
  const operand = operandOf(step);
  if (operand === null) return null;
  const { items, condition, body } = loop;
  if (body !== null) return loopOver(items, condition, sequence(body, operand));
  if (condition === null && step.selection !== null) {
    return loopOver(items, step.selection.condition, step.selection.body);
  }
  return loopOver(items, condition, operand);
}

/** A loop; made in one place, so that all have one shape. */
export function loopOver(items: ItemLoop['items'], condition: Condition | null, body: Operand | null): ItemLoop {
  return { items, condition, body };
}

/** The selection with one more step at its end; null if that has no direct code. */
export function selectThen({ condition, body }: Selection, step: Code): Selection | null {
  const operand = operandOf(step);
  return operand && { condition, body: body === null ? operand : sequence(body, operand) };
}

function sequence(first: Operand, second: Operand): Operand {
  return new Operand((environment, input) => {
    const value = read(first, environment, input);
    return value === undefined ? undefined : read(second, environment, value);
  });
}

/** Whether a condition holds for an item; without an answer it does not. */
function isMet({ single, comparison }: Condition, environment: Environment, item: Json): boolean {
  const known = comparison && compareField(comparison, item);
  if (known !== undefined) return known;
  const answer = single(environment, item);
  return answer !== undefined && isTrue(answer);
}

/** What a loop gives for one item; undefined if nothing. */
export function outputOf({ condition, body }: ItemLoop, environment: Environment, item: Json): Json | undefined {
  if (condition !== null && !isMet(condition, environment, item)) return undefined;
  return body === null ? item : read(body, environment, item);
}

/** Direct code for the array of all outputs of a loop. */
export function collectLoop(loop: ItemLoop): Single {
  const plain = loop.condition === null && loop.body === null;
  return (environment, input) => {
    const list = loop.items(environment, input);
    if (list === undefined) return [];
    charge(1 + list.length * 1.5);
    if (plain) return list.slice();
    const outputs: Json[] = [];
    for (let i = 0; i < list.length; i++) {
      const value = outputOf(loop, environment, list[i]!);
      if (value !== undefined) outputs.push(value);
    }
    return outputs;
  };
}
