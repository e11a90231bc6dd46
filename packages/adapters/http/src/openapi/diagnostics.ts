/** Something about an API document that a person should know. */
export interface ImportDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: ImportCode;
  readonly message: string;
  /** JSON Pointer of the place in the document; empty for the whole. */
  readonly pointer: string;
}

/** What can be wrong with an API document. With an error nothing, or not all, of the document is imported. */
export const IMPORT_CODES = {
  unreadable: 'The text is neither JSON nor YAML.',
  too_large: 'The document is larger, deeper or has more operations than can be imported.',
  not_openapi: 'The document is neither OpenAPI 3 nor Swagger 2.0.',
  duplicate_key: 'A mapping names a key twice; the last one counts.',
  unresolved_reference: 'A $ref leads nowhere.',
  external_reference: 'A $ref leads to another document; those are not fetched.',
  duplicate_operation: 'Two operations have the same operationId; the second was renamed.',
  unnamed_operation: 'An operation has no operationId; its name is made of method and path.',
  invalid_parameter: 'A parameter cannot be used as it stands.',
  invalid_schema: 'A schema keyword has a value that it must not have; it is left out.',
  invalid_operation: 'An operation cannot be imported.',
  schema_cut: 'A schema is too large; its deepest parts are left open.',
  other_server: 'An operation has a server of its own; the document’s server is used.',
} as const;
export type ImportCode = keyof typeof IMPORT_CODES;

const MAX_DIAGNOSTICS = 200;

/** Collects diagnostics, each place and code once, at most 200. */
export class Diagnostics {
  readonly #seen = new Set<string>();
  readonly #list: ImportDiagnostic[] = [];

  add(severity: ImportDiagnostic['severity'], code: ImportCode, message: string, pointer = ''): void {
    const key = `${code} ${pointer}`;
    if (this.#list.length >= MAX_DIAGNOSTICS || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push({ severity, code, message, pointer });
  }

  warn(code: ImportCode, message: string, pointer = ''): void {
    this.add('warning', code, message, pointer);
  }

  get all(): readonly ImportDiagnostic[] {
    return this.#list;
  }
}
