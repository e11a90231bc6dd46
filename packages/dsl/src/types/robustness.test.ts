import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workflows } from '../testing/workflows.ts';
import { validateWorkflow } from '../validate/parse-workflow.ts';
import { DEFINITIONS } from './testing/mutation.ts';
import { typeWorkflow } from './type-workflow.ts';

describe('the types of generated definitions', () => {
  it('are there for every definition whose shape is right', () => {
    const { catalog } = DEFINITIONS[0]!;
    fc.assert(
      fc.property(workflows({ portable: false }), (workflow) => {
        const { draft } = validateWorkflow(workflow);
        if (!draft) return;
        const types = typeWorkflow(draft, catalog);
        expect(types.typeAt('/do')).toBeDefined();
        for (const { pointer } of types.diagnostics) expect(pointer).toMatch(/^\//);
      }),
      { numRuns: 80 },
    );
  }, 120_000);
});
