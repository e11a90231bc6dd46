import { sameJson } from '../compare/same-json.ts';
import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts';
import type { Workflow } from '../model/workflow.ts';
import { DEFAULT_LIMITS } from '../parse/limits.ts';
import { parseText } from '../parse/parse-text.ts';
import type { SourceMap } from '../parse/source-map.ts';
import { type SyntaxNode, toValue } from '../parse/syntax-tree.ts';
import { parseWorkflow, validateWorkflow } from '../validate/parse-workflow.ts';
import { applyOperation } from './apply-operation.ts';
import { checkOperation } from './check-operation.ts';
import { PatchProblem } from './cursor.ts';
import { child, type EditChild, editedValue, newLeaf, sourceLeaf } from './edit-tree.ts';
import type { PatchOperation } from './operation.ts';
import { renderTree } from './render.ts';
import { syncDocument } from './sync-document.ts';

/** Either the edited text with what the check says about it, or the reasons why nothing was changed. */
export type PatchResult =
  | {
      readonly ok: true;
      readonly text: string;
      readonly workflow: Workflow;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly text: string; readonly diagnostics: readonly Diagnostic[] };

/**
 * Edits the text of a definition: all operations, or none when one does not fit or the result has errors. Comments,
 * order, quotes and white space of everything untouched stay; a text with YAML anchors is the one exception, where only
 * values and comments are kept. A text that has errors can be edited as long as the edits remove them.
 */
export function applyPatch(text: string, operations: readonly PatchOperation[]): PatchResult {
  const { source, tree, diagnostics } = parseText(text);
  if (!tree) return { ok: false, text, diagnostics };
  const root = child('', sourceLeaf(tree), undefined);
  const problem = applyAll(root, operations);
  if (problem) return { ok: false, text, diagnostics: [problem] };
  const value = editedValue(root.node);
  const edited = sameJson(value, toValue(tree)) ? text : write(text, source, root, value);
  const checked = parseWorkflow(edited);
  return checked.workflow
    ? { ok: true, text: edited, workflow: checked.workflow, diagnostics: checked.diagnostics }
    : { ok: false, text, diagnostics: checked.diagnostics };
}

/** Like `applyPatch`, for a definition that is a value. */
export function patchWorkflow(
  workflow: Workflow,
  operations: readonly PatchOperation[],
): { readonly workflow: Workflow | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const root = child('', newLeaf(workflow), undefined);
  const problem = applyAll(root, operations);
  if (problem) return { workflow: undefined, diagnostics: [problem] };
  const { workflow: edited, diagnostics } = validateWorkflow(editedValue(root.node));
  return { workflow: edited, diagnostics };
}

function applyAll(root: EditChild, operations: readonly PatchOperation[]): Diagnostic | undefined {
  for (const [index, given] of operations.entries()) {
    const operation = checkOperation(given);
    if (typeof operation === 'string') return refuse('invalid_patch', `Operation ${index + 1}: ${operation}`, '');
    try {
      applyOperation(root, operation);
    } catch (error) {
      if (!(error instanceof PatchProblem)) throw error;
      return refuse('patch_target', `Operation ${index + 1} (${operation.op}): ${error.message}`, error.pointer);
    }
  }
  return undefined;
}

function refuse(code: 'invalid_patch' | 'patch_target', message: string, pointer: string): Diagnostic {
  return { code, severity: severityOf(code), message, pointer, span: undefined };
}

/** Writes the edited tree, with the `yaml` package where the text uses more of YAML than the layout understands. */
function write(text: string, source: SourceMap, root: EditChild, value: unknown): string {
  const written = renderTree(text, root.node);
  if (gives(written, value)) return written;
  const document = source.document();
  if (!document) return written;
  syncDocument(document, value);
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function gives(text: string, value: unknown): boolean {
  const { tree, diagnostics }: { tree: SyntaxNode | undefined; diagnostics: readonly Diagnostic[] } = parseText(
    text,
    DEFAULT_LIMITS,
  );
  return tree !== undefined && diagnostics.length === 0 && sameJson(toValue(tree), value);
}
