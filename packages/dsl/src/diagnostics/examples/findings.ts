import { analyseWorkflow } from '../../analyse/analyse-workflow.ts';
import type { Catalog } from '../../catalog.ts';
import { applyPatch } from '../../patch/apply-patch.ts';
import type { PatchOperation } from '../../patch/operation.ts';
import { typeWorkflow } from '../../types/type-workflow.ts';
import { parseWorkflow } from '../../validate/parse-workflow.ts';
import { ANALYSIS, type DiagnosticCode, TYPES } from '../codes.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { DIAGNOSTIC_EXAMPLES } from './all.ts';
import { wholeExample } from './example.ts';
import { TYPED_CATALOG } from './typed-catalog.ts';

/** What the examples of the analyses know about the world. */
const CATALOG: Catalog = {
  operations: [
    {
      id: 'kitchen.getCapacity',
      connection: 'kitchen',
      name: 'getCapacity',
      kind: 'openapi',
      documentUrl: 'https://kitchen.example.com/openapi.json',
      method: 'GET',
      path: '/capacity',
      summary: 'Free places',
      description: '',
      tags: [],
      parameters: [],
      input: { type: 'object' },
      output: {},
      errors: [{ status: 503, summary: 'Too busy' }],
    },
  ],
  events: [],
  functions: [],
};

/** What is found in an example of a code, by whatever finds that code. */
export function exampleFindings(code: DiagnosticCode, which: 'bad' | 'good'): readonly Diagnostic[] {
  const example = DIAGNOSTIC_EXAMPLES[code];
  const text = wholeExample(example[which]);
  if (example.patch) return applyPatch(text, example.patch[which] as readonly PatchOperation[]).diagnostics;
  const { diagnostics, workflow, source } = parseWorkflow(text);
  if (workflow && Object.hasOwn(TYPES, code)) {
    return [...diagnostics, ...typeWorkflow(workflow, TYPED_CATALOG, { source }).diagnostics];
  }
  if (!workflow || !Object.hasOwn(ANALYSIS, code)) return diagnostics;
  return [...diagnostics, ...analyseWorkflow(workflow, { catalog: CATALOG, source }).diagnostics];
}
