import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatWorkflow, parseWorkflow } from '../index.ts';
import { parseText } from '../parse/parse-text.ts';
import { toValue } from '../parse/syntax-tree.ts';
import { dataDirectory, workflows } from '../testing/index.ts';

const directory = join(dataDirectory(), 'examples');
const examples = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));

describe('formatWorkflow', () => {
  it('orders the keys of the language, leaves data alone, and keeps every comment with its key', () => {
    const text = `# what it is for
do: # the work
  # first
  - "store":
      then: end
      # why
      set: {b: 1, 'a': "x", "then": 'yes'}

document: {version: "1.0.0", name: 'x', namespace: n, dsl: '1.0.3'}
`;
    expect(formatWorkflow(text)).toBe(`document:
  dsl: 1.0.3
  namespace: n
  name: x
  version: 1.0.0
# what it is for
do:
  # the work
  # first
  - store:
      # why
      set:
        b: 1
        a: x
        then: yes
      then: end
`);
  });
  it('keeps aliases where they are', () => {
    const text = 'do:\n  - a: &x\n      wait: PT1S\n  - b: *x\ndocument:\n  dsl: 1.0.3\n';
    expect(formatWorkflow(text)).toBe(text);
  });
  it('keeps what the language does not know, and texts that are no YAML', () => {
    expect(formatWorkflow('extra: 1\ndo: []\n')).toBe('do: []\nextra: 1\n');
    expect(formatWorkflow('do: [')).toBe('do: [');
  });
  it('makes JSON and YAML of the same definition the same text', () => {
    fc.assert(
      fc.property(workflows({ depth: 1 }), (workflow) => {
        const text = formatWorkflow(workflow);
        expect(formatWorkflow(JSON.stringify(workflow))).toBe(text);
        expect(formatWorkflow(text)).toBe(text);
        expect(parseWorkflow(text).workflow).toEqual(workflow);
      }),
      { numRuns: 10 },
    );
  });
  it('keeps the value of damaged examples that are still YAML, and never throws', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\n    ',
      ': ',
      '- ',
      '{',
      '}',
      '"',
      "'",
      '|\n',
      '>-\n',
      ' #',
      '&a ',
      '*a',
      '\t',
      '? ',
    );
    const damage = fc.record({ at: fc.nat(900), remove: fc.nat(6), insert: pieces });
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(damage, { minLength: 1, maxLength: 2 }), (text, damages) => {
        let broken = text;
        for (const { at, remove, insert } of damages) broken = broken.slice(0, at) + insert + broken.slice(at + remove);
        const formatted = formatWorkflow(broken);
        const { tree, diagnostics } = parseText(broken);
        if (!tree || diagnostics.length > 0) {
          expect(formatted).toBe(broken);
          return;
        }
        expect(toValue(parseText(formatted).tree!)).toEqual(toValue(tree));
        expect(formatWorkflow(formatted)).toBe(formatted);
      }),
      { numRuns: 150 },
    );
  });
  it('loses neither values nor comments of commented examples, and is idempotent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(fc.nat(60), { maxLength: 5 }), (text, places) => {
        const lines = text.replaceAll('\r\n', '\n').split('\n');
        if (/[|>]$/m.test(text)) places = [];
        for (const [index, at] of places.entries()) {
          const line = lines[at % lines.length]!;
          const indent = line.slice(0, line.length - line.trimStart().length);
          if (index % 2 === 0 || line.includes("'") || line.includes('"'))
            lines.splice(at % lines.length, 0, `${indent}# note ${index}`);
          else if (line.trim() !== '') lines[at % lines.length] = `${line.trimEnd()} # note ${index}`;
        }
        const commented = lines.join('\n');
        const formatted = formatWorkflow(commented);
        const value = (yaml: string) => toValue(parseText(yaml).tree!);
        const notes = (yaml: string) => (yaml.match(/# note \d/g) ?? []).toSorted();
        expect(value(formatted)).toEqual(value(commented));
        expect(notes(formatted)).toEqual(notes(commented));
        expect(formatWorkflow(formatted)).toBe(formatted);
      }),
      { numRuns: 150 },
    );
  });
});
