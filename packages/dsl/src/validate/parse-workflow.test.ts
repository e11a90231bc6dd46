import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatWorkflow, parseWorkflow, portability, validateWorkflow } from '../index.ts';
import { officialSchema, workflows } from '../testing/index.ts';

describe('generated definitions', () => {
  const violations = officialSchema();

  it('are accepted, and valid under the official schema when portable', () => {
    fc.assert(
      fc.property(workflows(), (workflow) => {
        expect(validateWorkflow(workflow).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(portability(workflow).issues).toEqual([]);
        expect(violations(workflow)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
  it('survive formatting', () => {
    fc.assert(
      fc.property(workflows({ portable: false }), (workflow) => {
        const text = formatWorkflow(workflow);
        expect(parseWorkflow(text).workflow).toEqual(workflow);
        expect(formatWorkflow(text)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
