import type { DiagnosticView, Draft } from '@parley/contracts';
import type { Workflow as Definition, Diagnostic } from '@parley/dsl';
import { workflowError } from '../errors.ts';
import type { DraftRecord } from '../ports.ts';

const MAX_LISTED = 3;

/** A diagnostic as the API shows it. */
export function toDiagnosticView(diagnostic: Diagnostic): DiagnosticView {
  const { code, severity, message, pointer, span } = diagnostic;
  return { code, severity, message, pointer, ...(span && { line: span.line, column: span.column }) };
}

/** The draft as the API shows it. */
export function toDraft(record: DraftRecord): Draft {
  const { definition: _, ...draft } = record;
  return draft;
}

/** W2: what does not check is neither rehearsed nor approved. */
export function assertValid(draft: DraftRecord): Definition {
  if (draft.valid && draft.definition) return draft.definition;
  const errors = draft.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const shown = errors.slice(0, MAX_LISTED).map(describe);
  throw workflowError('invalid_definition', `The definition has errors: ${shown.join('; ')}`, {
    hint: 'Correct the definition and propose it again.',
    details: { diagnostics: errors },
  });
}

function describe({ line, pointer, message }: DiagnosticView): string {
  const place = [line === undefined ? '' : `line ${line}`, pointer].filter(Boolean).join(', ');
  return place === '' ? message : `${place}: ${message}`;
}
