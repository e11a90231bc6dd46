import { describe, expect, it } from 'vitest';
import { parseWorkflow, portability } from '../index.ts';
import { officialSchema } from '../testing/index.ts';

const HEADER = 'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}\n';
const violations = officialSchema();

function issues(text: string): string[] {
  const { workflow, diagnostics } = parseWorkflow(text.startsWith('document:') ? text : HEADER + text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return portability(workflow!).issues.map(({ pointer }) => pointer);
}

describe('portability', () => {
  it('names what other runtimes would do differently', () => {
    expect(issues('do:\n  - a: {wait: PT1S, metadata: {compensate: [{b: {wait: PT1S}}]}}\n')).toEqual([
      '/do/0/a/metadata/compensate',
    ]);
    const loop = 'do:\n  - a: {for: {in: .x}, do: [], metadata: {parallel: {max: 3}}}\n';
    expect(issues(loop)).toEqual(['/do/0/a/metadata/parallel']);
    expect(issues('do:\n  - a: {call: approve:1@default, with: {who: x}}\n')).toEqual(['/do/0/a/call']);
    const scheduled =
      'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0, metadata: {schedule: {overlap: skip}}}\ndo: []\n';
    expect(issues(scheduled)).toEqual(['/document/metadata/schedule']);
  });
  it('does not mind functions of a catalog that the definition names itself', () => {
    const text = 'use: {catalogs: {default: {endpoint: https://example.com}}}\ndo:\n  - a: {call: log:1@default}\n';
    expect(issues(text)).toEqual([]);
  });
  it.each([
    [
      'a number as a query parameter',
      'call: http, with: {method: get, endpoint: /x, query: {limit: 10}}',
      '/with/query/limit',
    ],
    [
      'an expression for all parameters',
      'call: openapi, with: {document: {endpoint: /d}, operationId: o, parameters: "${ . }"}',
      '/with/parameters',
    ],
    [
      'an expression over several lines',
      'call: http, with: {method: get, endpoint: "${\\n.url\\n}"}',
      '/with/endpoint',
    ],
    ['a computed status', 'raise: {error: {type: /e, status: "${ .status }"}}', '/raise/error/status'],
  ])('names %s, which the official schema refuses', (_what, task, pointer) => {
    const text = `do:\n  - a: {${task}}\n`;
    expect(issues(text)).toEqual([`/do/0/a${pointer}`]);
    expect(violations(parseWorkflow(HEADER + text).workflow)).not.toEqual([]);
  });
  it('has nothing to say about a definition that keeps to the standard', () => {
    expect(issues('do:\n  - a: {call: https://example.com/functions/log/1.0.0/function.yaml, with: {n: 1}}\n')).toEqual(
      [],
    );
  });
});
