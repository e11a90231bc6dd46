import { applyPatch } from '../../patch/apply-patch.ts';
import type { PatchOperation } from '../../patch/operation.ts';
import { parseWorkflow } from '../../validate/parse-workflow.ts';
import type { DiagnosticCode } from '../codes.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { DIAGNOSTIC_EXAMPLES } from './all.ts';
import { wholeExample } from './example.ts';

/** What is found in an example of a code, by whatever finds that code. */
export function exampleFindings(code: DiagnosticCode, which: 'bad' | 'good'): readonly Diagnostic[] {
  const example = DIAGNOSTIC_EXAMPLES[code];
  const text = wholeExample(example[which]);
  if (example.patch) return applyPatch(text, example.patch[which] as readonly PatchOperation[]).diagnostics;
  return parseWorkflow(text).diagnostics;
}
