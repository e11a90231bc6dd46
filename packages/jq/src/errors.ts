import type { Span } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Json } from './values/json.ts';

/** The program cannot be compiled. `diagnostics` has at least one entry. */
export class JqSyntaxError extends Error {
  override readonly name = 'JqSyntaxError';
  readonly code = 'jq_syntax';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ message }) => message).join('; '));
    this.diagnostics = diagnostics;
  }
}

/** The program raised an error that nothing caught. The message is jq's. */
export class JqError extends Error {
  override readonly name = 'JqError';
  readonly code = 'jq_error';
  /** What was raised: a message from jq itself, or any value given to `error`. */
  readonly value: Json;
  /** Where in the source, if known. */
  readonly span: Span | undefined;

  constructor(value: Json, message: string, span?: Span) {
    super(message);
    this.value = value;
    this.span = span;
  }
}

/** Which bound a program ran into. */
export type LimitKind = 'fuel' | 'size' | 'depth';

/** The program was stopped at a bound; it cannot catch this. */
export class JqLimitError extends Error {
  override readonly name = 'JqLimitError';
  readonly code = 'jq_limit';
  readonly limit: LimitKind;

  constructor(limit: LimitKind, message: string) {
    super(message);
    this.limit = limit;
  }
}
