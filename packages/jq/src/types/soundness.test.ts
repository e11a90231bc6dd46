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
function outcomeOf(source: string, input: Json, v: Json): Json[] | 'failed' | undefined {
  try {
    return run(compile(source, { variables: ['v'] }), input, { fuel: FUEL, variables: { v } });
  } catch (error) {
    if (error instanceof JqLimitError) return undefined;
    if (error instanceof JqError || error instanceof JqSyntaxError) return 'failed';
    throw error;
  }
}

function expectSound(inference: Inference, source: string, input: Json, v: Json): void {
  const outcome = outcomeOf(source, input, v);
  if (outcome === undefined) return;
  const { type, outputs, canFail, diagnostics } = inference;
  const claim = `${source} on ${JSON.stringify(input)} and ${JSON.stringify(v)}: ${printType(type, { depth: 4 })}`;
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
      fc.property(anyDocument, anyDocument, anyProgram, fc.nat(), (inputSchema, variableSchema, source, seed) => {
        const input = fromJsonSchema(inputSchema);
        const v = fromJsonSchema(variableSchema);
        const inputs = memberOf(input);
        const values = memberOf(v);
        fc.pre(inputs !== undefined && values !== undefined);
        const inference = infer(source, input, { v });
        for (const [member, value] of fc.sample(fc.tuple(inputs!, values!), { numRuns: 8, seed })) {
          expectSound(inference, source, member as Json, value as Json);
        }
      }),
      { numRuns: 400 },
    );
  });
});
