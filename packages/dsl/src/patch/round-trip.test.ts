import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, diffToPatch, diffWorkflows, formatWorkflow, patchWorkflow, type Workflow } from '../index.ts';
import { workflows } from '../testing/index.ts';
import { variants } from './testing/variants.ts';

const generated = workflows({ portable: false });
const small = workflows({ portable: false, depth: 1 });

function expectPatched(before: Workflow, after: Workflow, text: string): void {
  const operations = diffToPatch(diffWorkflows(before, after));
  const result = applyPatch(text, operations);
  expect(result.ok ? [] : result.diagnostics).toEqual([]);
  expect(result.ok && result.workflow).toEqual(after);
}

describe('a diff and its patch', () => {
  it('are empty between a definition and itself, whatever its formatting', () => {
    fc.assert(
      fc.property(generated, (workflow) => {
        const diff = diffWorkflows(workflow, JSON.parse(JSON.stringify(workflow)) as Workflow);
        expect(diff.changes).toEqual([]);
        expect(diff.breaking).toEqual([]);
        expect(diffToPatch(diff)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
  it('turn any definition into any other one', () => {
    fc.assert(
      fc.property(small, small, (before, after) => expectPatched(before, after, formatWorkflow(before))),
      { numRuns: 40 },
    );
  });
  it('turn a definition into an edited one, in block style and as JSON', () => {
    fc.assert(
      fc.property(
        generated.chain((before) => fc.tuple(fc.constant(before), variants(before))),
        ([before, after]) => {
          expectPatched(before, after, formatWorkflow(before));
          expectPatched(before, after, JSON.stringify(before, null, 2));
          expectPatched(before, after, JSON.stringify(before));
        },
      ),
      { numRuns: 50 },
    );
  });
  it('do the same to a value', () => {
    fc.assert(
      fc.property(small, small, (before, after) => {
        const { workflow } = patchWorkflow(before, diffToPatch(diffWorkflows(before, after)));
        expect(workflow).toEqual(after);
      }),
      { numRuns: 50 },
    );
  });
});
