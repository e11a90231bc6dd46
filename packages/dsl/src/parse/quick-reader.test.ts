import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatWorkflow } from '../format/format-workflow.ts';
import { dataDirectory, workflows } from '../testing/index.ts';
import { composeTree } from './compose.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readQuickly } from './quick-reader.ts';
import { readYaml } from './read-yaml.ts';
import type { Report } from './report.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** What the `yaml` package makes of a text; the findings when it refuses it. */
function readWithPackage(text: string): { tree: SyntaxNode | undefined; findings: string[] } {
  const findings: string[] = [];
  const report: Report = (_code, message) => findings.push(message);
  const document = readYaml(text, DEFAULT_LIMITS, report);
  const tree = document && composeTree(document, DEFAULT_LIMITS, report);
  return { tree, findings };
}

/** Where a value that is not there stands, and where an empty block ends, is a matter of taste. */
function withoutEmptyPlaces(node: SyntaxNode): unknown {
  if (node.kind === 'scalar') {
    if (node.value === null && node.start === node.end) return null;
    const emptyBlock = (node.style === 'literal' || node.style === 'folded') && String(node.value).trim() === '';
    return emptyBlock ? { ...node, end: 0 } : node;
  }
  if (node.kind === 'list') return { start: node.start, items: node.items.map(withoutEmptyPlaces) };
  const entries = node.entries.map((entry) => ({ ...entry, value: withoutEmptyPlaces(entry.value) }));
  return { start: node.start, entries };
}

function expectSame(text: string): void {
  const quick = readQuickly(text, DEFAULT_LIMITS).tree;
  if (!quick) return;
  const { tree, findings } = readWithPackage(text);
  expect({ text, findings }).toEqual({ text, findings: [] });
  expect({ text, tree: withoutEmptyPlaces(quick) }).toEqual({ text, tree: withoutEmptyPlaces(tree!) });
}

const directory = join(dataDirectory(), 'examples');
const examples = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
const MARKS = [
  '\n',
  '\n  ',
  ' ',
  '  ',
  ': ',
  ':',
  '- ',
  '-',
  '#',
  ' #',
  '"',
  "'",
  '|\n',
  '>-\n',
  '{',
  '}',
  '[',
  ']',
  ',',
];
const pieces = fc.constantFrom(
  ...MARKS,
  '?',
  '&a ',
  '*a',
  '!t ',
  '%',
  '---',
  '\t',
  '\\',
  '\r',
  'a',
  'b',
  '1',
  '.5',
  '~',
  'null',
  '{}',
);

describe('readQuickly', () => {
  it('reads every example of the specification by itself', () => {
    for (const text of examples) {
      expect(readQuickly(text.replaceAll('\r\n', '\n'), DEFAULT_LIMITS).tree).toBeDefined();
      expectSame(text);
    }
  });
  it('reads what the formatter and JSON write as the yaml package does', () => {
    fc.assert(
      fc.property(workflows({ portable: false, depth: 1 }), (workflow) => {
        expectSame(formatWorkflow(workflow));
        expectSame(JSON.stringify(workflow));
        expectSame(JSON.stringify(workflow, null, 2));
      }),
      { numRuns: 12 },
    );
  });
  it('agrees with the yaml package on damaged examples, or leaves them to it', () => {
    const damage = fc.record({ at: fc.nat(600), remove: fc.nat(4), insert: pieces });
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(damage, { minLength: 1, maxLength: 3 }), (text, damages) => {
        let broken = text;
        for (const { at, remove, insert } of damages) broken = broken.slice(0, at) + insert + broken.slice(at + remove);
        expectSame(broken);
      }),
      { numRuns: 1500 },
    );
  });
  it('agrees with the yaml package on texts made of its marks', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => expectSame(parts.join(''))),
      { numRuns: 3000 },
    );
  });
  it('agrees with the yaml package on lines of random indentation', () => {
    const scalar = fc.constantFrom(
      '',
      'x',
      '1',
      "'it''s'",
      '"a\\n"',
      '|',
      '>-',
      '|+',
      '[a, {b: 1}]',
      '{}',
      'x # c',
      '# c',
      '-1',
      'a b',
    );
    const line = fc
      .tuple(fc.nat(3), fc.constantFrom('', '- ', '- - '), fc.constantFrom('', 'k: ', 'm:', '"q": ', '7: '), scalar)
      .map(([depth, dash, key, value]) => `${'  '.repeat(depth)}${dash}${key}${value}`);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '\n'), (lines, end) =>
        expectSame(lines.join('\n') + end),
      ),
      { numRuns: 3000 },
    );
  });
  it('leaves to the package what goes over its limits', () => {
    const deep = Array.from({ length: 120 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
    const { tree, stoppedAt } = readQuickly(deep, DEFAULT_LIMITS);
    expect(tree).toBeUndefined();
    expect(deep.slice(0, stoppedAt).split('\n')).toHaveLength(102);
    expect(readQuickly('- a\n- b\n- c\n', { ...DEFAULT_LIMITS, maxNodes: 3 }).tree).toBeUndefined();
  });
});
