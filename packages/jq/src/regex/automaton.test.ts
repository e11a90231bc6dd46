import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meter } from '../runtime/meter.ts';
import { isRegular, RegexAutomaton } from './automaton.ts';
import { RegexMatcher } from './matcher.ts';
import { parsePattern } from './parser.ts';
import { compilePattern, type RegexProgram } from './program.ts';
import { Subject } from './subject.ts';

const OPTIONS = { ignoreCase: false, extended: false, dotAll: false, lines: false };

function programOf(source: string, ignoreCase = false): RegexProgram {
  const { pattern, groups } = parsePattern(source, { ...OPTIONS, ignoreCase });
  return compilePattern(pattern, groups);
}

function findsMatch(program: RegexProgram, text: string): boolean {
  const matcher = new RegexMatcher(program, { longest: false, notEmpty: false });
  matcher.begin(new Subject(text));
  return matcher.find(0) !== null;
}

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', '\\n', '\\d', 'é', '');
const edge = fc.constantFrom('^', '$', '\\b', '\\B', '\\A', '\\z', '\\Z', '(?m)', '(?i)');
const pattern = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { weight: 6, arbitrary: atom },
    { weight: 2, arbitrary: edge },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}'))
        .map(([inner, times]) => `(${inner})${times}`),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          atom.filter((one) => one !== ''),
          fc.constantFrom('*', '+', '?', '{0,2}'),
        )
        .map(([one, times]) => one + times),
    },
    { weight: 1, arbitrary: fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`) },
  ),
  pattern: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
})).pattern;
const text = fc
  .array(fc.constantFrom('a', 'b', 'A', ' ', '1', '\n', '_', 'é'), { maxLength: 12 })
  .map((all) => all.join(''));

describe('an automaton', () => {
  test('finds a match where the matcher finds one, and says so where it cannot tell', () => {
    meter.fuel = Number.POSITIVE_INFINITY;
    fc.assert(
      fc.property(
        pattern,
        fc.boolean(),
        fc.array(text, { minLength: 1, maxLength: 6 }),
        (source, ignoreCase, texts) => {
          const program = programOf(source, ignoreCase);
          expect(isRegular(program)).toBe(true);
          const automaton = new RegexAutomaton(program);
          for (const one of texts) {
            const answer = automaton.test(one);
            if (answer !== undefined || !one.includes('é'))
              expect([source, one, answer]).toEqual([source, one, findsMatch(program, one)]);
          }
        },
      ),
      { numRuns: 5000, seed: 20_261_122 },
    );
  });

  test('goes on rightly when it has had to forget its states', () => {
    meter.fuel = Number.POSITIVE_INFINITY;
    const program = programOf('[ab]*a[ab]{9}$');
    const automaton = new RegexAutomaton(program);
    let bits = 1;
    for (let i = 0; i < 300; i++) {
      bits = (bits * 1_103_515_245 + 12_345) % 2 ** 31;
      const one = bits.toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
      expect(automaton.test(one)).toBe(findsMatch(program, one));
    }
  });

  test.each(['(?=a)b', '(?<!a)b', '(?>a+)b', 'a++b'])('does not run %s', (source) => {
    expect(isRegular(programOf(source))).toBe(false);
  });
});
