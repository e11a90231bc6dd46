import { formatIsoDuration, isObject, type Json, parseIsoDuration } from '@parley/kernel';
import { durationAt } from '../normalise/durations.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import type { FlowCondition, FlowIR, FlowStep } from '../plan/flow.ts';
import { propertiesOf, shapeOf } from '../schema/schema.ts';
import type { CatalogIndex } from '../search/index-of.ts';
import { unitOf } from '../slots/literals.ts';
import { typedValue } from './answer.ts';
import type { Edit } from './edit.ts';

/** A value that words name. */
export type Literal =
  | { readonly kind: 'number' | 'money' | 'percent'; readonly value: number }
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'role'; readonly value: string };

/** The value in a few words, if there is one. */
export function literalIn(tokens: readonly Token[], roles: readonly string[]): Literal | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const duration = token.kind === 'number' ? durationAt(tokens, at) : undefined;
    if (duration) return { kind: 'duration', ms: duration.ms };
    if (token.kind === 'number' || token.kind === 'money' || token.kind === 'percent')
      return { kind: token.kind, value: token.value ?? 0 };
    if (token.kind === 'quote') return { kind: 'text', value: token.text };
  }
  const stems = tokens.map((token) => token.stem).join(' ');
  const role = roles.find((name) => stems.includes(splitWords(name).map(stem).join(' ')));
  return role === undefined ? undefined : { kind: 'role', value: role };
}

/** Puts a new value where an old one of the same kind is: "30 minutes instead of 15". */
export function replaceLiteral(flow: FlowIR, from: Literal | undefined, to: Literal): Edit[] {
  return flow.steps.flatMap((step) => [...argumentEdits(step, from, to), ...conditionEdits(step, from, to)]);
}

function argumentEdits(step: FlowStep, from: Literal | undefined, to: Literal): Edit[] {
  return step.args.flatMap((arg) => {
    if (arg.from !== null || arg.ask !== null) return [];
    const value = replaced(arg.value, from, to, unitOf(arg.name));
    return value === undefined ? [] : [{ kind: 'setArgument', step: step.id, name: arg.name, value } as const];
  });
}

function replaced(value: Json, from: Literal | undefined, to: Literal, unit: number | undefined): Json | undefined {
  if (to.kind === 'duration') return replacedDuration(value, from, to.ms, unit);
  if (from?.kind !== to.kind || to.kind === 'money') return undefined;
  if (to.kind === 'role') return replacedRole(value, String(from.value), to.value);
  return value === from.value ? to.value : undefined;
}

function replacedRole(value: Json, from: string, to: string): Json | undefined {
  if (value === from) return to;
  // What the plan itself wrote about the role: "The manager rejected it".
  if (typeof value === 'string' && value.includes(`The ${from} `))
    return value.replaceAll(`The ${from} `, `The ${to} `);
  return isObject(value) && value.role === from ? { role: to } : undefined;
}

/** A length of time as ISO 8601 or in the unit of its argument; "30 minutes instead of 15" has the unit of the other. */
function replacedDuration(
  value: Json,
  from: Literal | undefined,
  ms: number,
  unit: number | undefined,
): Json | undefined {
  const old = typeof value === 'string' ? parseIsoDuration(value) : undefined;
  if (old !== undefined) return from === undefined || msOf(from) === old ? formatIsoDuration(ms) : undefined;
  if (unit === undefined || typeof value !== 'number') return undefined;
  return from === undefined || msOf(from) === value * unit ? ms / unit : undefined;
}

function msOf(literal: Literal): number | undefined {
  if (literal.kind === 'duration') return literal.ms;
  return literal.kind === 'number' ? literal.value * 60_000 : undefined;
}

function conditionEdits(step: FlowStep, from: Literal | undefined, to: Literal): Edit[] {
  const { cond } = step;
  if (!cond) return [];
  let changed = false;
  const tests = cond.tests.map((test) => {
    if (typeof test.right !== 'number' || test.left === null) return test;
    const right = numberFor(test.left, test.right, from, to);
    if (right === undefined) return test;
    changed = true;
    return { ...test, right };
  });
  const next: FlowCondition = { ...cond, tests };
  return changed ? [{ kind: 'setCondition', step: step.id, cond: next }] : [];
}

/** The new right side of a comparison, in the unit of its field; undefined when the old one was not meant. */
function numberFor(left: string, old: number, from: Literal | undefined, to: Literal): number | undefined {
  const unit = unitOf(left.split('.').at(-1) ?? '');
  const minor = left.endsWith('.amount') ? 100 : 1;
  const inUnits = (literal: Literal): number | undefined => {
    if (literal.kind === 'duration') return unit === undefined ? undefined : literal.ms / unit;
    if (literal.kind === 'money') return Math.round(literal.value * minor);
    return literal.kind === 'number' || literal.kind === 'percent' ? literal.value * minor : undefined;
  };
  const wanted = inUnits(to);
  if (wanted === undefined) return undefined;
  if (from === undefined)
    return (to.kind === 'duration') === (unit !== undefined) && (to.kind === 'money') === (minor === 100)
      ? wanted
      : undefined;
  return inUnits(from) === old ? wanted : undefined;
}

/** "change the points to 100", "set the reason to 'late'": the argument whose name the words hold. */
export function setNamed(
  index: CatalogIndex,
  flow: FlowIR,
  name: readonly Token[],
  value: readonly Token[],
  currency: string,
): Edit | undefined {
  const words = name.filter((token) => token.kind === 'word').map((token) => token.stem);
  const text = value.map((token) => token.text).join(' ');
  for (const step of flow.steps) {
    const operation = index.byId.get(step.op ?? '')?.operation;
    const names = operation
      ? Object.keys(propertiesOf(shapeOf(operation.input, operation.input)))
      : step.args.map((arg) => arg.name);
    const found = names.find((each) =>
      splitWords(each)
        .map(stem)
        .every((word) => words.includes(word)),
    );
    if (found === undefined || !mentioned(step, words, splitWords(found).map(stem))) continue;
    const shape = operation
      ? shapeOf(propertiesOf(shapeOf(operation.input, operation.input))[found], operation.input)
      : { type: 'string' };
    const parsed = typedValue(shape, text, currency);
    if (parsed !== undefined) return { kind: 'setArgument', step: step.id, name: found, value: parsed };
  }
  return undefined;
}

/** Words beside the argument's name have to be about the step: "the reason of the rejection". */
function mentioned(step: FlowStep, words: readonly string[], name: readonly string[]): boolean {
  const others = words.filter((word) => !name.includes(word) && !/^(?:the|of|for|in|to|a|an|it)$/.test(word));
  const own = splitWords(`${step.id} ${step.words?.text ?? ''}`).map(stem);
  return others.every((word) => own.includes(word));
}
