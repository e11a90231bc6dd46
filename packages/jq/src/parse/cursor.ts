import type { Invalid, Span } from '../ast.ts';
import { type Diagnostic, MAX_DIAGNOSTICS, type SyntaxCode } from '../diagnostic.ts';
import { describeToken, type Token, type TokenType } from './token.ts';

/** Nesting and operator chains deeper than this are refused, so that nothing overflows the stack later. */
const MAX_SYNTAX_DEPTH = 1000;

/** Tokens at which reading resumes after an error. */
const RESUME: ReadonlySet<TokenType> = new Set<TokenType>([
  ')',
  ']',
  '}',
  ';',
  ',',
  '|',
  'then',
  'elif',
  'else',
  'end',
  'interpolation-end',
  'string-end',
  'end-of-file',
]);

const OPENERS: ReadonlySet<TokenType> = new Set<TokenType>(['(', '[', '{', 'interpolation-start']);
const CLOSERS: ReadonlySet<TokenType> = new Set<TokenType>([')', ']', '}', 'interpolation-end']);

/** A position in the list of tokens, with error collection and recovery. */
export class Cursor {
  readonly diagnostics: Diagnostic[];
  readonly #tokens: Token[];
  #position = 0;
  #depth = 0;
  #gaveUp = false;

  constructor(tokens: readonly Token[], diagnostics: Diagnostic[]) {
    this.#tokens = [...tokens];
    this.diagnostics = diagnostics;
  }

  get token(): Token {
    return this.#tokens[this.#position]!;
  }

  /** The end of the last token that was read. */
  get lastEnd(): number {
    return this.#tokens[this.#position - 1]?.end ?? 0;
  }

  get nextType(): TokenType {
    return this.#tokens[this.#position + 1]?.type ?? 'end-of-file';
  }

  is(type: TokenType): boolean {
    return this.token.type === type;
  }

  advance(): Token {
    const token = this.token;
    if (token.type !== 'end-of-file') this.#position++;
    return token;
  }

  /** Reads the token if it is of that type. */
  accept(type: TokenType): boolean {
    if (this.token.type !== type) return false;
    this.#position++;
    return true;
  }

  /** Reads `?`, also the first character of a `?//` that stands where no pattern can be: `.a?//1` is `.a? // 1`. */
  acceptOptional(): boolean {
    const { type, start, end } = this.token;
    if (type !== '?//') return this.accept('?');
    this.#tokens[this.#position] = { type: '//', start: start + 1, end, text: '//' };
    return true;
  }

  /** Reads a token of that type or reports its absence. */
  expect(type: TokenType): boolean {
    if (this.accept(type)) return true;
    this.unexpected(`, expecting ${describeToken(type)}`);
    return false;
  }

  /** Reads a closer; if something else stands there, skips to the closer where the same group still has one. */
  close(type: TokenType): void {
    if (this.expect(type)) return;
    this.recover();
    while (this.is(',') || this.is('|') || this.is(';')) {
      this.advance();
      this.recover();
    }
    this.accept(type);
  }

  /** Span from an offset to the end of what was read last. */
  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  report(code: SyntaxCode, span: Span, message: string, hint?: string): void {
    const duplicate = this.diagnostics.some((known) => known.span.start === span.start && known.span.end === span.end);
    if (duplicate || this.#gaveUp) return;
    this.diagnostics.push({ code, severity: 'error', span, message, ...(hint === undefined ? {} : { hint }) });
    if (this.diagnostics.length >= MAX_DIAGNOSTICS) this.#giveUp();
  }

  /** Reports the current token as out of place. */
  unexpected(expectation = ''): void {
    const { type, start, end } = this.token;
    const message = `syntax error, unexpected ${describeToken(type)}${expectation}`;
    this.report('unexpected_token', { start, end }, message);
  }

  /** A node for what could not be read; skips to where reading can resume. */
  invalid(): Invalid {
    const start = this.token.start;
    this.recover();
    return { kind: 'invalid', span: this.spanFrom(start) };
  }

  /** Skips tokens, whole groups at a time, up to a token at which reading can resume. */
  recover(): void {
    let groups = 0;
    for (; !this.is('end-of-file'); this.advance()) {
      const { type } = this.token;
      if (groups === 0 && RESUME.has(type)) return;
      if (OPENERS.has(type)) groups++;
      else if (CLOSERS.has(type)) groups--;
    }
  }

  /** Counts one level of nesting; false (and the rest of the program is given up) where there are too many. */
  enter(): boolean {
    if (++this.#depth <= MAX_SYNTAX_DEPTH) return true;
    if (!this.#gaveUp) {
      const { start, end } = this.token;
      const message = `the program is nested deeper than ${MAX_SYNTAX_DEPTH} levels`;
      this.report('program_too_large', { start, end }, message, 'Split it into functions or shorter expressions.');
      this.#giveUp();
    }
    return false;
  }

  /** Leaves the rest of the program unread. */
  #giveUp(): void {
    this.#gaveUp = true;
    this.#position = this.#tokens.length - 1;
  }

  leave(levels = 1): void {
    this.#depth -= levels;
  }
}
