import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meter } from '../runtime/meter.ts';
import { compare } from './compare.ts';
import type { Json } from './json.ts';
import { sortByKeys } from './sort.ts';

const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-0, 0, Number.POSITIVE_INFINITY, 0.5));
const text = fc.constantFrom('', 'a', 'ab', 'b', '\u{10ffff}', '\uffff', 'é');
const anything = fc.oneof(
  number,
  text,
  fc.constant(Number.NaN),
  fc.constantFrom<Json>(null, true, false, [], [1], { a: 1 }),
);
const keys = fc.oneof(
  ...[number, text, anything].map((key) => fc.array<Json>(key as fc.Arbitrary<Json>, { maxLength: 100 })),
);

test('items are sorted by their keys, those with equal keys keep their order', () => {
  meter.fuel = Number.POSITIVE_INFINITY;
  fc.assert(
    fc.property(
      keys.filter((all) => !all.some(Number.isNaN)),
      (all) => {
        const items = all.map((_, i) => i);
        const expected = items.toSorted((a, b) => compare(all[a]!, all[b]!) || a - b);
        const sorted = sortByKeys({ keys: all, items });
        expect(sorted.items).toEqual(expected);
        expect(sorted.keys).toEqual(expected.map((i) => all[i]));
      },
    ),
    { numRuns: 1000, seed: 20_261_122 },
  );
});

test('NaN, which is less than itself, comes before all numbers', () => {
  meter.fuel = Number.POSITIVE_INFINITY;
  const all = Array.from({ length: 50 }, (_, i) => (i % 3 === 0 ? Number.NaN : -i));
  const { keys: sorted } = sortByKeys({ keys: all, items: all });
  expect(sorted.slice(0, 17).every(Number.isNaN)).toBe(true);
  expect(sorted.slice(17)).toEqual(all.filter((key) => !Number.isNaN(key)).toSorted((a, b) => a - b));
});
