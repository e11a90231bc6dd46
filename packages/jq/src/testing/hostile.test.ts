import { describe, expect, test } from 'vitest';
import { JqLimitError } from '../errors.ts';
import { compile, run } from '../program.ts';
import { endingOf, HOSTILE_PROGRAMS } from './hostile.ts';

describe('a hostile program ends as it has to, at the default budget', () => {
  test.each(HOSTILE_PROGRAMS.map((program) => [program.ends, program.name, program] as const))(
    'in %s: %s',
    (ends, _name, { source, input }) => {
      expect(endingOf(source(), input?.() ?? null)).toBe(ends);
    },
  );
});

describe('fuel', () => {
  const fuelOf = (source: string, input: Parameters<typeof run>[1] = null): number => {
    let low = 0;
    let high = 250_000;
    while (high - low > 0.01) {
      const fuel = (low + high) / 2;
      try {
        run(compile(source), input, { fuel });
        high = fuel;
      } catch {
        low = fuel;
      }
    }
    return high;
  };

  test.each([
    '[.[] | select(. > 1)] | sort_by(-.) | tojson',
    'map(tostring | test("[0-9]+"))',
    '[limit(3; repeat(.[]))] | walk(.)',
  ])('is the same however often a program ran before: %s', (source) => {
    const first = fuelOf(source, [3, 1, 2]);
    for (let i = 0; i < 50; i++) run(compile(source), [3, 1, 2]);
    expect(fuelOf(source, [3, 1, 2])).toBeCloseTo(first, 1);
  });

  test.each([Number.NaN, -1, 0])('of %s is no fuel', (fuel) => {
    expect(() => run(compile('[.[] | . + 1]'), [1], { fuel })).toThrow(JqLimitError);
  });
});
