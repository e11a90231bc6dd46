/** Reserved words of jq; each is a token type of its own. */
export const KEYWORDS = [
  'as',
  'import',
  'include',
  'module',
  'def',
  'if',
  'then',
  'else',
  'elif',
  'end',
  'and',
  'or',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'break',
] as const;

/** Operators and punctuation, longest first. */
export const OPERATORS = [
  '//=',
  '?//',
  '!=',
  '==',
  '//',
  '|=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '<=',
  '>=',
  '..',
  '.',
  '?',
  '=',
  ';',
  ',',
  ':',
  '|',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
] as const;

/**
 * Kinds of token. A string is a run `string-start (text | interpolation-start ... interpolation-end)* string-end`,
 * so that the whole source is one flat list.
 */
export type TokenType =
  | (typeof KEYWORDS)[number]
  | (typeof OPERATORS)[number]
  | 'identifier'
  | 'field'
  | 'variable'
  | 'location'
  | 'number'
  | 'format'
  | 'string-start'
  | 'text'
  | 'interpolation-start'
  | 'interpolation-end'
  | 'string-end'
  | 'invalid'
  | 'end-of-file';

/** One token; `text` is the name, the decoded string or the literal's spelling. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How jq's messages call the tokens that have no fixed spelling. */
const NAMES: Partial<Record<TokenType, string>> = {
  identifier: 'IDENT',
  field: 'FIELD',
  variable: 'BINDING',
  location: '$__loc__',
  number: 'LITERAL',
  format: 'FORMAT',
  'string-start': 'QQSTRING_START',
  text: 'QQSTRING_TEXT',
  'interpolation-start': 'QQSTRING_INTERP_START',
  'interpolation-end': 'QQSTRING_INTERP_END',
  'string-end': 'QQSTRING_END',
  invalid: 'INVALID_CHARACTER',
  'end-of-file': 'end of file',
};

/** A token type as it appears in a message: `'|'`, `then`, `end of file`. */
export function describeToken(type: TokenType): string {
  return NAMES[type] ?? (type.length === 1 ? `'${type}'` : type);
}
