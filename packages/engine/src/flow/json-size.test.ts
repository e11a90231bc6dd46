import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { exceedsSize } from './json-size.ts';

it('agrees with the length of the JSON text within the weight of punctuation', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as unknown),
      (value) => {
        const { length } = JSON.stringify(value);
        expect(exceedsSize(value, 3 * length + 20)).toBe(false);
        expect(exceedsSize(value, Math.floor(length / 8) - 10)).toBe(length >= 80 || length / 8 - 10 < 0);
      },
    ),
    { examples: [[['x'.repeat(1000)]], [Array.from({ length: 500 }, () => 'ab')]] },
  );
});

it('takes no longer than the limit for a value that is far larger', () => {
  const shared = Array.from({ length: 1000 }, () => 'text');
  const huge = Array.from({ length: 1000 }, () => shared);
  const vast = Array.from({ length: 1000 }, () => huge);
  expect(exceedsSize(vast, 10_000)).toBe(true);
});
