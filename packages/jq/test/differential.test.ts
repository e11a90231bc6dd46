import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isExplained } from './explained.ts';
import { canonical, outcomeOf } from './outcome.ts';
import { input, program } from './programs.ts';
import { type Case, Reference } from './reference.ts';

/** Programs that are compared; each with its own input. */
const CASES = 20_000;

/** The normal run is the same every time; `JQ_FUZZ_SEED=n` makes another, whose failure then gets a test of its own. */
const seed = Number(process.env.JQ_FUZZ_SEED ?? 20_261_122);

test(`gives what jq gives for ${CASES} random programs (JQ_FUZZ_SEED=${seed})`, { timeout: 600_000 }, async () => {
  console.log(`differential test: JQ_FUZZ_SEED=${seed}`);
  const cases: Case[] = fc.sample(fc.record({ program, input }), { seed, numRuns: CASES });
  const reference = await Reference.load();
  const expected = await reference.outcomes(cases);
  const differences: string[] = [];
  cases.forEach((one, i) => {
    const ours = outcomeOf(one);
    const jq = expected[i];
    if (canonical(ours) === canonical(jq) || isExplained(one, ours, jq)) return;
    differences.push(
      `${one.program}\n  input ${JSON.stringify(one.input)}\n  ours ${canonical(ours)}\n  jq   ${canonical(jq)}`,
    );
  });
  expect(differences.slice(0, 5).join('\n')).toBe('');
});
