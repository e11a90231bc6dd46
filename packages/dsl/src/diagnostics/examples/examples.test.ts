import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS, type DiagnosticCode, parseWorkflow } from '../../index.ts';
import { DIAGNOSTIC_EXAMPLES } from './all.ts';
import { wholeExample } from './example.ts';

describe.each(Object.keys(DIAGNOSTICS) as DiagnosticCode[])('%s', (code) => {
  const { bad, good } = DIAGNOSTIC_EXAMPLES[code];

  it('is the only finding of its bad example', () => {
    const { diagnostics, workflow } = parseWorkflow(wholeExample(bad));
    expect(diagnostics.map((finding) => finding.code)).toEqual([code]);
    expect(diagnostics[0]!.severity).toBe(DIAGNOSTICS[code].severity);
    expect(workflow === undefined).toBe(DIAGNOSTICS[code].severity === 'error');
  });
  it('is not found in its good example', () => {
    expect(parseWorkflow(wholeExample(good)).diagnostics).toEqual([]);
  });
});
