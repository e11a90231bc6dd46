import type { Span } from '../ast.ts';
import { lex } from '../parse/lexer.ts';
import { KEYWORDS, type Token, type TokenType } from '../parse/token.ts';

/** What can stand at a place in a source. */
export type CursorKind =
  /** A name after a dot: `.na|`, `.order.|`. */
  | 'field'
  /** A key of an object under construction: `{na|`. */
  | 'key'
  /** `$na|` */
  | 'variable'
  /** `@ba|` */
  | 'format'
  /** The beginning of an expression: `ma|`, or nothing typed yet. */
  | 'expression'
  /** Behind a complete expression: an operator or a keyword. */
  | 'operator'
  /** Inside a string or a comment. */
  | 'none';

/** Where a cursor stands: what may be written there, what is written so far, and what an insertion replaces. */
export interface CursorContext {
  readonly kind: CursorKind;
  readonly prefix: string;
  readonly span: Span;
}

const WORDS: ReadonlySet<TokenType> = new Set<TokenType>(['identifier', ...KEYWORDS]);

/** Tokens behind which an expression is complete. */
const ENDINGS: ReadonlySet<TokenType> = new Set<TokenType>([
  'field',
  'identifier',
  'variable',
  'location',
  'number',
  'format',
  'string-end',
  'end',
  '.',
  '..',
  '?',
  ')',
  ']',
  '}',
]);

const STRING_PARTS: ReadonlySet<TokenType> = new Set<TokenType>(['string-start', 'text', 'interpolation-end']);
const STRING_REST: ReadonlySet<TokenType> = new Set<TokenType>(['text', 'string-end', 'interpolation-start']);

/** Reads where an offset stands in a source, which may be unfinished. */
export function contextAt(source: string, offset: number): CursorContext {
  const tokens = lex(source).tokens.filter(({ type }) => type !== 'end-of-file');
  const index = tokens.findIndex((token) => token.end >= offset && token.start < offset);
  const touching = index < 0 ? undefined : tokens[index];
  const before = tokens.findLast((token) => token.end <= (touching?.start ?? offset) && token !== touching);
  const nothing = { prefix: '', span: { start: offset, end: offset } };
  if (isInString(tokens, touching, offset) || isInComment(source, before, touching, offset)) {
    return { kind: 'none', ...nothing };
  }
  if (touching === undefined) return { kind: kindAfter(tokens, before), ...nothing };
  return touchingContext(source, tokens, touching, before, offset) ?? { kind: kindAfter(tokens, touching), ...nothing };
}

function isInString(tokens: readonly Token[], touching: Token | undefined, offset: number): boolean {
  if (touching?.type === 'text') return true;
  const next = tokens.find((token) => token.start >= offset);
  return touching !== undefined && STRING_PARTS.has(touching.type) && next !== undefined && STRING_REST.has(next.type);
}

function isInComment(source: string, before: Token | undefined, touching: Token | undefined, offset: number): boolean {
  if (touching !== undefined) return false;
  const gap = source.slice(before?.end ?? 0, offset);
  const hash = gap.lastIndexOf('#');
  return hash >= 0 && !gap.includes('\n', hash);
}

/** The context of a word that is being written. */
function touchingContext(
  source: string,
  tokens: readonly Token[],
  touching: Token,
  before: Token | undefined,
  offset: number,
): CursorContext | undefined {
  const { type, start, end } = touching;
  const from = (first: number): Omit<CursorContext, 'kind'> => ({
    prefix: source.slice(first, offset),
    span: { start: first, end },
  });
  if (type === 'field') return { kind: 'field', ...from(start + 1) };
  if (type === '.') return { kind: 'field', prefix: '', span: { start: offset, end: offset } };
  if (type === 'variable' || type === 'location') return { kind: 'variable', ...from(start) };
  if (type === 'invalid' && source[start] === '$') return { kind: 'variable', ...from(start) };
  if (type === 'invalid' && source[start] === '@') return { kind: 'format', ...from(start) };
  if (type === 'format') return { kind: 'format', ...from(start) };
  if (!WORDS.has(type)) return undefined;
  if (before?.type === '.' && before.end === start) return { kind: 'field', ...from(start) };
  return { kind: kindAfter(tokens, before), ...from(start) };
}

/** What can be written after a token. */
function kindAfter(tokens: readonly Token[], before: Token | undefined): CursorKind {
  if (before === undefined) return 'expression';
  if (before.type === '{') return 'key';
  if (before.type === ',' && isInObject(tokens, before)) return 'key';
  return ENDINGS.has(before.type) ? 'operator' : 'expression';
}

const OPENERS: ReadonlySet<TokenType> = new Set<TokenType>(['(', '[', '{', 'interpolation-start']);
const CLOSERS: ReadonlySet<TokenType> = new Set<TokenType>([')', ']', '}', 'interpolation-end']);

/** True if the innermost open bracket before a token is a brace. */
function isInObject(tokens: readonly Token[], before: Token): boolean {
  let closed = 0;
  for (let i = tokens.indexOf(before) - 1; i >= 0; i -= 1) {
    const { type } = tokens[i]!;
    if (CLOSERS.has(type)) closed += 1;
    else if (OPENERS.has(type)) {
      if (closed === 0) return type === '{';
      closed -= 1;
    }
  }
  return false;
}
