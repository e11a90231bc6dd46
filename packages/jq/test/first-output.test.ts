import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, JqError, JqSyntaxError, type Json, type Program, run, runFirst } from '../src/index.ts';
import { canonical } from './outcome.ts';
import { input, program } from './programs.ts';

const FUEL = 50_000_000;

/** `runFirst` has shortcuts of its own, which must give what `run` gives. */
const shortcut = fc
  .tuple(
    fc.constantFrom(
      '.a',
      '.a.b',
      '.a.b.c',
      '.a[0]',
      '.a.b[1]',
      '$v',
      '$v.a',
      '$v.a.b[0]',
      '.length',
      '.["0"]',
      '."__proto__"',
    ),
    fc.constantFrom('.b', '.constructor', '1', '"x"', '$v.key', '.key.name'),
    fc.constantFrom('A', '{x: A}', '{x: A, y: B}', '{x: A, y: B, z: A}', '{"__proto__": A, y: B}', '{x: {y: A}, z: B}'),
  )
  .map(([a, b, form]) => form.replaceAll('A', `(${a})`).replaceAll('B', `(${b})`));

function attempt(evaluate: () => Json | undefined): unknown {
  try {
    return { outputs: [evaluate() ?? null] };
  } catch (error) {
    if (error instanceof JqError) return { outputs: [], error: { value: error.value } };
    throw error;
  }
}

function compiled(source: string): Program | undefined {
  try {
    return compile(source, { variables: ['v'] });
  } catch (error) {
    if (error instanceof JqSyntaxError) return undefined;
    throw error;
  }
}

test('the first output alone is the first of all outputs', () => {
  fc.assert(
    fc.property(fc.oneof(shortcut, program), input, input, (source, value, variable) => {
      const one = compiled(source);
      if (one === undefined) return;
      const options = { variables: { v: variable as Json }, fuel: FUEL };
      const first = attempt(() => runFirst(one, value as Json, options));
      let begun: Json | undefined;
      const all = attempt(() => {
        begun = run(one, value as Json, options)[0];
        return begun;
      });
      // An error after the first output is none for `runFirst`.
      if ('error' in (all as object) && !('error' in (first as object))) return;
      expect(canonical(first as never)).toBe(canonical(all as never));
    }),
    { numRuns: 3000, seed: 20_261_122 },
  );
});

test('takes a shortcut only where the fuel is enough for the whole way', () => {
  const program_ = compile('{x: .a, y: .b}');
  expect(runFirst(program_, { a: 1, b: 2 }, { fuel: 3 })).toEqual({ x: 1, y: 2 });
  expect(() => runFirst(program_, { a: 1, b: 2 }, { fuel: 2 })).toThrow('fuel');
});
