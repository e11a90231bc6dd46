import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, createLanguageService, formatWorkflow, parseWorkflow, walkTasks } from '../index.ts';
import { dataDirectory, workflows } from '../testing/index.ts';

const directory = join(dataDirectory(), 'examples');
const examples = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
const pieces = fc.constantFrom(
  '\n',
  '  ',
  ': ',
  '- ',
  '#',
  '"',
  "'",
  '{',
  ']',
  '${',
  '}',
  '|',
  '$',
  '.',
  '\t',
  'call',
  '&a',
  '*a',
);

describe('the language service', () => {
  const service = createLanguageService();

  it('answers every question about damaged texts at any place', () => {
    const damage = fc.record({ at: fc.nat(800), remove: fc.nat(5), insert: pieces });
    const damages = fc.array(damage, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...examples), damages, fc.nat(), (example, all, place) => {
        let text = example;
        for (const { at, remove, insert } of all) text = text.slice(0, at) + insert + text.slice(at + remove);
        const offset = place % (text.length + 1);
        for (const { start, end } of service.complete(text, offset)) expect(start).toBeLessThanOrEqual(end);
        service.hover(text, offset);
        service.definition(text, offset);
        service.references(text, offset);
        service.rename(text, offset, 'other');
        service.codeActions(text, 0, text.length);
        service.documentSymbols(text);
        service.formatting(text);
        const tokens = service.semanticTokens(text);
        for (const [index, token] of tokens.entries()) {
          expect(token.start).toBeGreaterThanOrEqual(tokens[index - 1]?.end ?? 0);
        }
      }),
      { numRuns: 150 },
    );
  });
  it('renames a task as the patch operation does', () => {
    fc.assert(
      fc.property(workflows({ portable: false, depth: 1 }), fc.nat(), (workflow, pick) => {
        const text = formatWorkflow(workflow);
        const tasks = [...walkTasks(workflow)];
        const task = tasks[pick % tasks.length];
        if (!task) return;
        const { start } = parseWorkflow(text).source.keySpan(task.pointer);
        const result = service.rename(text, start + 1, 'newName');
        const patched = applyPatch(text, [{ op: 'renameTask', task: task.pointer, name: 'newName' }]);
        expect(result.ok).toBe(true);
        const edits = result.ok ? result.edits.toSorted((a, b) => b.start - a.start) : [];
        const renamed = edits.reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
        expect(parseWorkflow(renamed).workflow).toEqual(patched.ok && patched.workflow);
      }),
      { numRuns: 25 },
    );
  });
});
