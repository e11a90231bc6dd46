import { DIAGNOSTICS, type DiagnosticCode, type Severity } from './codes.ts';

/** A stretch of source text. Offsets count UTF-16 units from 0, `end` is exclusive; line and column count from 1. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** A second place that explains the first: the earlier task of the same name, the definition of a policy. */
export interface RelatedPlace {
  readonly pointer: string;
  readonly span: Span | undefined;
  readonly message: string;
}

/** A change of the source text that would remove the diagnostic. Edits do not overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/**
 * One finding about a definition. `pointer` is the JSON pointer (RFC 6901) of the value it is about; `span` is missing
 * when the definition was given as a value and not as text.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly pointer: string;
  readonly span: Span | undefined;
  /** What to do about it, one sentence. */
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
  readonly fix?: Fix;
}

/** True when at least one finding refuses the definition. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** The severity that the table of codes gives. */
export function severityOf(code: DiagnosticCode): Severity {
  return DIAGNOSTICS[code].severity;
}
