import { describe, expect, it } from 'vitest';
import { DEFINITIONS, findingsOf, mutationTable, runMutations } from './testing/mutation.ts';

const SEED = 20_260_331;

describe('faults in typed definitions', () => {
  it('are not seen where there are none', () => {
    const alarms = DEFINITIONS.flatMap((definition) =>
      findingsOf(definition.text, definition).map(({ code, message }) => `${definition.name}: ${code} ${message}`),
    );
    expect(alarms).toEqual([]);
    expect(DEFINITIONS.length).toBeGreaterThanOrEqual(20);
  });

  it('are found at the right line with the right code', () => {
    const results = runMutations(2000, SEED);
    const made = results.reduce((sum, result) => sum + result.made, 0);
    const found = results.reduce((sum, result) => sum + result.found, 0);
    console.log(`seed ${SEED}\n${mutationTable(results)}`);
    expect(made).toBe(2000);
    expect(found / made).toBeGreaterThanOrEqual(0.95);
    // No kind may hide behind the others.
    const weak = results.filter((result) => result.found / result.made < 0.8).map(({ kind }) => kind);
    expect(weak).toEqual([]);
  }, 300_000);
});
