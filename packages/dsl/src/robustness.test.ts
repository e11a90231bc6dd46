import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analyseWorkflow,
  applyPatch,
  createLanguageService,
  diffToPatch,
  diffWorkflows,
  drawTree,
  explainWorkflow,
  formatWorkflow,
  migrateWorkflow,
  parseWorkflow,
  permissionsNeeded,
  portability,
  printDiagnostic,
  toMermaid,
  typeWorkflow,
  workflowGraph,
} from './index.ts';
import { HOSTILE_TEXTS } from './testing/hostile.ts';
import { dataDirectory } from './testing/index.ts';

const folder = join(dataDirectory(), 'examples');
const examples = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
const service = createLanguageService();

/** Everything that takes a text or what comes of it. */
function useEverywhere(text: string): void {
  const { workflow, draft, diagnostics, source } = parseWorkflow(text);
  for (const diagnostic of diagnostics) printDiagnostic(diagnostic, text);
  if (draft) typeWorkflow(draft, undefined, { source });
  const formatted = formatWorkflow(text);
  expect(formatWorkflow(formatted)).toBe(formatted);
  migrateWorkflow(text);
  service.diagnostics(text);
  service.documentSymbols(text);
  service.semanticTokens(text);
  service.complete(text, Math.floor(text.length / 2));
  service.hover(text, Math.floor(text.length / 2));
  if (!workflow) return;
  analyseWorkflow(workflow, { source });
  explainWorkflow(workflow);
  drawTree(workflow);
  toMermaid(workflowGraph(workflow));
  permissionsNeeded(workflow);
  portability(workflow);
  const diff = diffWorkflows(workflow, workflow);
  expect(diff.changes).toEqual([]);
  expect(applyPatch(text, diffToPatch(diff)).ok).toBe(true);
}

/** A text with a few pieces cut out, doubled, moved or replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(...examples, OLD()),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(40),
        fc.constantFrom('', ' ', '\n', ':', '- ', '"', '${', '}', '&a ', '*a', '#', '\t', '[', '🍕'),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((current, [at, length, piece]) => {
      const start = at % (current.length + 1);
      return current.slice(0, start) + piece + current.slice(start + length);
    }, text),
  );

function OLD(): string {
  return `id: old
specVersion: '0.8'
functions: [{ name: f, operation: 'https://example.com/a.json#b' }, { name: e, type: expression, operation: .a }]
events: [{ name: ev, source: s, type: t }]
retries: [{ name: r, delay: PT1S, maxAttempts: 3 }]
states:
  - { name: A, type: inject, data: { a: 1 }, transition: B }
  - name: B
    type: operation
    actions: [{ functionRef: { refName: f, arguments: { x: '\${ .a }' } }, retryRef: r, sleep: { before: PT1S } }]
    onErrors: [{ errorRef: x, transition: A }, { errorRef: y, end: true }]
    transition: { nextState: C, produceEvents: [{ eventRef: ev, data: '\${ . }' }] }
  - { name: C, type: event, onEvents: [{ eventRefs: [ev], actions: [] }], end: true }
`;
}

describe('whatever the text', () => {
  it.each(Object.entries(HOSTILE_TEXTS))('nothing throws or hangs on %s', (_name, text) => {
    useEverywhere(text);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
  it('nothing throws or hangs on random bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((list) => new TextDecoder().decode(list));
    fc.assert(fc.property(bytes, useEverywhere), { numRuns: 1000 });
  });
  it('nothing throws or hangs on damaged definitions, and formatting them is idempotent', () => {
    fc.assert(fc.property(damaged, useEverywhere), { numRuns: 150 });
  });
});
