import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../index.ts';
import { printDiagnostic } from './print.ts';

const HEADER = 'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}\n';

describe('printDiagnostic', () => {
  it('shows the place, the line with a caret under the finding, the hint and related places', () => {
    const text = `${HEADER}do:\n  - pause: {wait: PT1S}\n  - pause: {wait: PT2S, then: puase}\n`;
    const { diagnostics } = parseWorkflow(text);
    expect(diagnostics.map((finding) => printDiagnostic(finding, text, 'order.yaml')).join('\n')).toBe(
      `order.yaml:4:5: error[duplicate_name]: The name "pause" is there twice in this list
  |
4 |   - pause: {wait: PT2S, then: puase}
  |     ^^^^^
  note: It is first used here (order.yaml:3:5)
order.yaml:4:31: error[unknown_target]: There is no task "puase" in this list
  |
4 |   - pause: {wait: PT2S, then: puase}
  |                               ^^^^^
  help: Did you mean pause?`,
    );
  });
  it('cuts very long lines to the part around the finding', () => {
    const text = `${HEADER}do: [{a: {set: {long: "${'x'.repeat(500)}"}, then: b}}]\n`;
    const [finding] = parseWorkflow(text).diagnostics;
    const [, , line, caret] = printDiagnostic(finding!, text).split('\n');
    expect(line!.length).toBeLessThan(170);
    expect(line!.slice(caret!.indexOf('^'), caret!.indexOf('^') + 1)).toBe('b');
  });
  it('gives the pointer when there is no text', () => {
    const { source: _source, diagnostics } = parseWorkflow(`${HEADER}do: 1\n`);
    expect(printDiagnostic({ ...diagnostics[0]!, span: undefined })).toBe(
      'workflow/do: error[wrong_type]: Expected a list of tasks, found the number 1',
    );
  });
  it('points at the beginning of a text whose first line is empty', () => {
    const span = { start: 0, end: 0, line: 1, column: 1 };
    const diagnostic = { code: 'yaml_syntax', severity: 'error', message: 'm', pointer: '', span } as const;
    expect(printDiagnostic(diagnostic, '\n')).toBe('workflow:1:1: error[yaml_syntax]: m\n  |\n1 | \n  | ^');
  });
});
