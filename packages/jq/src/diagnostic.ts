import type { Span } from './ast.ts';

/** What can be wrong with a program before it runs. */
export const SYNTAX_CODES = {
  unexpected_token: 'A token stands where the grammar does not allow it.',
  invalid_character: 'A character begins no token.',
  unterminated_string: 'A string has no closing quote.',
  invalid_escape: 'A backslash in a string is not followed by an escape that JSON knows.',
  invalid_object_key: 'A constant that is not a string stands as an object key.',
  object_key_expression: 'An expression stands as an object key without parentheses.',
  unusual_field: 'A field name needs the form .["name"].',
  break_without_label: '`break` is not followed by the name of a label.',
  unterminated_if: 'An `if` has no `end`.',
  unterminated_try: 'A `catch` has no handler.',
  modules_unsupported: 'Modules (`import`, `include`, `module`) are left out.',
  undefined_function: 'No function of that name and number of arguments is in scope.',
  undefined_variable: 'No variable of that name is in scope.',
  undefined_label: '`break` names a label that is not in scope.',
  unsupported_function: 'The function reads or writes outside the program and is left out.',
  program_too_large: 'The program is longer or nested deeper than the limits allow.',
} as const;

export type SyntaxCode = keyof typeof SYNTAX_CODES;

/** Findings of one kind of pass that are kept; after so many the rest of a program is not looked at. */
export const MAX_DIAGNOSTICS = 100;

/** A finding about a program; a value, never thrown by itself. */
export interface Diagnostic<Code extends string = SyntaxCode> {
  readonly code: Code;
  readonly severity: 'error' | 'warning' | 'information';
  readonly span: Span;
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly hint?: string;
}
