import { isObject } from '@parley/kernel';
import { childPointer } from '../../parse/pointer.ts';
import { quote } from '../describe.ts';
import type { Finding } from '../site.ts';
import type { CheckInput } from './check.ts';

/**
 * A correlation compares a value between events or with an expectation; one that stands in a single filter and expects
 * nothing compares nothing.
 */
export function* checkCorrelations({ value, survey }: CheckInput): Generator<Finding> {
  if (isObject(value) && isObject(value.schedule)) yield* strategy(value.schedule.on, '/schedule/on');
  for (const { kind, value: task, pointer } of survey.tasks) {
    if (kind === 'listen' && isObject(task.listen)) yield* strategy(task.listen.to, `${pointer}/listen/to`);
  }
}

interface Use {
  readonly pointer: string;
  readonly expects: boolean;
}

function* strategy(value: unknown, pointer: string): Generator<Finding> {
  if (!isObject(value)) return;
  for (const [key, [only, ...more]] of usesByKey(value, pointer)) {
    if (!only || more.length > 0 || only.expects) continue;
    yield {
      code: 'useless_correlation',
      pointer: only.pointer,
      atKey: true,
      message: `The correlation ${quote(key)} stands in one filter and expects nothing, so it compares nothing`,
      hint: 'Give it "expect", or use the same name in another filter.',
    };
  }
}

function usesByKey(value: Record<string, unknown>, pointer: string): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const [filter, at] of filtersOf(value, pointer)) {
    if (!isObject(filter) || !isObject(filter.correlate)) continue;
    for (const [key, correlation] of Object.entries(filter.correlate)) {
      const expects = isObject(correlation) && correlation.expect !== undefined;
      const use = { pointer: childPointer(`${at}/correlate`, key), expects };
      const known = uses.get(key);
      if (known) known.push(use);
      else uses.set(key, [use]);
    }
  }
  return uses;
}

function filtersOf(value: Record<string, unknown>, pointer: string): [unknown, string][] {
  const several = ['all', 'any'].flatMap((key) => {
    const filters = value[key];
    return Array.isArray(filters)
      ? filters.map((filter, index): [unknown, string] => [filter, `${pointer}/${key}/${index}`])
      : [];
  });
  return value.one === undefined ? several : [...several, [value.one, `${pointer}/one`]];
}
