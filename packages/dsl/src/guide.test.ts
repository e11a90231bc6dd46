import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatWorkflow, parseWorkflow, portability, typeWorkflow } from './index.ts';
import { officialSchema } from './testing/index.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/guides/language.md'), 'utf8');
const HEAD = 'document: { dsl: 1.0.3, namespace: guide, name: example, version: 1.0.0 }\ndo:\n';

/** The examples of the guide with the heading they stand under. */
const examples = [...GUIDE.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => ({
  heading: GUIDE.slice(0, match.index)
    .match(/^## .*$/gm)!
    .at(-1)!
    .slice(3),
  text: match[1]!.startsWith('- ') ? HEAD + match[1]!.replaceAll(/^(?=.)/gm, '  ') : match[1]!,
}));

describe('the guide to the language', () => {
  const valid = officialSchema();

  it('has examples', () => expect(examples.length).toBeGreaterThan(6));
  it.each(examples)(
    'has an example under "$heading" without mistakes, valid under the official schema',
    ({ heading, text }) => {
      const { workflow, diagnostics } = parseWorkflow(text);
      expect(diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([]);
      expect(typeWorkflow(workflow!).diagnostics).toEqual([]);
      expect(valid(workflow)).toEqual([]);
      expect(portability(workflow!).portable).toBe(heading !== 'Beyond the standard');
      expect(parseWorkflow(formatWorkflow(text)).workflow).toEqual(workflow);
    },
  );
});
