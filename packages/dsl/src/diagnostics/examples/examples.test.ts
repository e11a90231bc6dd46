import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS, type DiagnosticCode, parseWorkflow } from '../../index.ts';
import { TYPES } from '../codes.ts';
import { DIAGNOSTIC_EXAMPLES } from './all.ts';
import { wholeExample } from './example.ts';
import { exampleFindings } from './findings.ts';

describe.each(Object.keys(DIAGNOSTICS) as DiagnosticCode[])('%s', (code) => {
  const { bad, good, patch } = DIAGNOSTIC_EXAMPLES[code];

  it('is the only finding of its bad example', () => {
    const findings = exampleFindings(code, 'bad');
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(findings[0]!.severity).toBe(DIAGNOSTICS[code].severity);
    const { workflow } = parseWorkflow(wholeExample(bad));
    expect(workflow === undefined).toBe(
      !patch && !Object.hasOwn(TYPES, code) && DIAGNOSTICS[code].severity === 'error',
    );
  });
  it('is not found in its good example', () => {
    expect(parseWorkflow(wholeExample(good)).diagnostics).toEqual([]);
    expect(exampleFindings(code, 'good')).toEqual([]);
  });
});
