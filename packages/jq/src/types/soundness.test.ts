import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JqError, JqLimitError, JqSyntaxError } from '../errors.ts';
import { compile, run } from '../program.ts';
import type { Json } from '../values/json.ts';
import { fromJsonSchema } from './from-json-schema.ts';
import { type Inference, infer } from './infer.ts';
import { hasValue } from './of-value.ts';
import { printType } from './print.ts';
import { anyDocument, memberOf } from './testing.ts';
import { anyProgram } from './testing-programs.ts';

const FUEL = 20_000;

/** All outputs, `failed` for an error of the program, undefined if a bound stopped it. */
function outcomeOf(source: string, input: Json): Json[] | 'failed' | undefined {
  try {
    return run(compile(source), input, { fuel: FUEL });
  } catch (error) {
    if (error instanceof JqLimitError) return undefined;
    if (error instanceof JqError || error instanceof JqSyntaxError) return 'failed';
    throw error;
  }
}

function expectSound(inference: Inference, source: string, input: Json): void {
  const outcome = outcomeOf(source, input);
  if (outcome === undefined) return;
  const { type, outputs, canFail, diagnostics } = inference;
  const claim = `${source} on ${JSON.stringify(input)}: ${printType(type, { depth: 4 })}`;
  if (outcome === 'failed') {
    expect(canFail || diagnostics.some(({ certain }) => certain), claim).toBe(true);
    return;
  }
  for (const output of outcome) expect(hasValue(type, output), `${claim} has ${JSON.stringify(output)}`).toBe(true);
  expect(outcome.length, claim).toBeGreaterThanOrEqual(outputs.min);
  if (outputs.max !== 'many') expect(outcome.length, claim).toBeLessThanOrEqual(outputs.max);
  expect(
    diagnostics.filter(({ certain }) => certain),
    claim,
  ).toEqual([]);
}

describe('inference is sound', () => {
  it('for random programs, schemas and values that match them', () => {
    fc.assert(
      fc.property(anyDocument, anyProgram, fc.nat(), (schema, source, seed) => {
        const type = fromJsonSchema(schema);
        const members = memberOf(type);
        fc.pre(members !== undefined);
        const inference = infer(source, type);
        for (const input of fc.sample(members!, { numRuns: 8, seed })) expectSound(inference, source, input as Json);
      }),
      { numRuns: 400 },
    );
  });
});
