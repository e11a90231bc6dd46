import { type Diagnostic, MAX_DIAGNOSTICS, type SyntaxCode } from '../diagnostic.ts';
import { decodeEscapes } from './escape.ts';
import { KEYWORDS, OPERATORS, type Token, type TokenType } from './token.ts';

/** All tokens of a source, ending with `end-of-file`, and what was wrong with its characters. */
export interface LexResult {
  readonly tokens: readonly Token[];
  readonly diagnostics: Diagnostic[];
}

/** A run of escapes, which jq hands to its JSON parser as one string. */
const ESCAPES = /^(?:\\[^u(]|\\u[a-zA-Z0-9]{0,4})+/s;

const KEYWORD_SET: ReadonlySet<string> = new Set(KEYWORDS);
const OPERATORS_BY_FIRST = new Map<string, readonly TokenType[]>();
for (const operator of OPERATORS) {
  const first = operator[0]!;
  OPERATORS_BY_FIRST.set(first, [...(OPERATORS_BY_FIRST.get(first) ?? []), operator]);
}

/** Reads the tokens of a jq program. Never throws; a character that begins no token becomes an `invalid` token. */
export function lex(source: string): LexResult {
  const lexer = new Lexer(source);
  lexer.run();
  return { tokens: lexer.tokens, diagnostics: lexer.diagnostics };
}

/** How far back a closer looks for its opener past others that were left open. */
const MAX_UNCLOSED = 100;

type Opener = '(' | '[' | '{' | '\\(';
const OPENER_OF: Readonly<Record<string, Opener>> = { ')': '(', ']': '[', '}': '{' };

class Lexer {
  readonly tokens: Token[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: string;
  readonly #open: Opener[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): void {
    while (this.#skipBlank()) this.#token();
    this.#emit('end-of-file', this.#source.length, '');
  }

  /** Skips white space and comments; false at the end. */
  #skipBlank(): boolean {
    const source = this.#source;
    for (; this.#at < source.length; ) {
      const code = source.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9) this.#at++;
      else if (code === 35) this.#comment();
      else return true;
    }
    return false;
  }

  /** A comment ends at the line's end unless an odd number of backslashes stands before it. */
  #comment(): void {
    const source = this.#source;
    while (this.#at < source.length && source[this.#at] !== '\n') {
      const escaped = source[this.#at] === '\\' ? /^(?:\\|\r?\n)/.exec(source.slice(this.#at + 1, this.#at + 3)) : null;
      this.#at += 1 + (escaped?.[0].length ?? 0);
    }
  }

  #token(): void {
    const start = this.#at;
    const source = this.#source;
    const char = source[start]!;
    const next = source.charCodeAt(start + 1);
    if (char === '"') this.#string();
    else if (isNameStart(char.charCodeAt(0))) this.#name(start);
    else if (isDigit(char.charCodeAt(0)) || (char === '.' && isDigit(next))) this.#number();
    else if (char === '.' && isNameStart(next)) this.#word('field', start + 1);
    else if (char === '$' && isNameStart(next)) this.#variable();
    else if (char === '@' && isNameChar(next)) this.#word('format', start + 1);
    else this.#operator(char);
  }

  #word(type: TokenType, from: number): void {
    const end = wordEnd(this.#source, from);
    this.#emit(type, end, this.#source.slice(from, end));
  }

  #name(from: number): void {
    const end = qualifiedEnd(this.#source, from);
    const text = this.#source.slice(from, end);
    this.#emit(KEYWORD_SET.has(text) ? (text as TokenType) : 'identifier', end, text);
  }

  #variable(): void {
    const from = this.#at + 1;
    const end = qualifiedEnd(this.#source, from);
    const text = this.#source.slice(from, end);
    this.#emit(text === '__loc__' ? 'location' : 'variable', end, text);
  }

  #number(): void {
    const source = this.#source;
    let end = digitsEnd(source, this.#at);
    if (source[end] === '.') end = digitsEnd(source, end + 1);
    if (source[end] === 'e' || source[end] === 'E') {
      const exponent = /^[eE][+-]?[0-9]/.exec(source.slice(end, end + 3));
      if (exponent) end = digitsEnd(source, end + exponent[0].length);
    }
    this.#emit('number', end, source.slice(this.#at, end));
  }

  #operator(char: string): void {
    const found = OPERATORS_BY_FIRST.get(char)?.find((operator) => this.#source.startsWith(operator, this.#at));
    if (found === undefined) {
      this.#invalid(char);
      return;
    }
    if (found === '(' || found === '[' || found === '{') this.#open.push(found);
    const opener = OPENER_OF[found];
    if (opener === undefined) this.#emit(found, this.#at + found.length, found);
    else this.#closer(found, opener);
  }

  /** A closer ends the nearest opener of its kind; `)` may end an interpolation and so resume its string. */
  #closer(closer: TokenType, opener: Opener): void {
    const open = this.#open;
    if (closer === ')' && open.at(-1) === '\\(') {
      open.pop();
      this.#emit('interpolation-end', this.#at + 1, ')');
      this.#stringRest();
      return;
    }
    if (open.at(-1) === opener) open.pop();
    else this.#closeOuter(opener);
    this.#emit(closer, this.#at + 1, closer);
  }

  /** A closer that does not fit the nearest opener: ends the nearest one of its kind within the same string, if it is near. */
  #closeOuter(opener: Opener): void {
    const open = this.#open;
    const lowest = Math.max(0, open.length - MAX_UNCLOSED);
    for (let i = open.length - 1; i >= lowest && open[i] !== '\\('; i--) {
      if (open[i] !== opener) continue;
      open.length = i;
      return;
    }
  }

  #invalid(char: string): void {
    const length = (this.#source.codePointAt(this.#at) ?? 0) > 0xffff ? 2 : 1;
    this.#report('invalid_character', this.#at, this.#at + length, `syntax error, unexpected INVALID_CHARACTER`);
    this.#emit('invalid', this.#at + length, char);
  }

  #string(): void {
    this.#emit('string-start', this.#at + 1, '"');
    this.#stringRest();
  }

  /** Reads on inside a string up to its end or its next interpolation. */
  #stringRest(): void {
    const source = this.#source;
    const start = this.#at;
    let at = start;
    while (at < source.length && source[at] !== '"' && !source.startsWith('\\(', at)) at += source[at] === '\\' ? 2 : 1;
    at = Math.min(at, source.length);
    if (at > start) this.#text(start, at);
    if (at >= source.length) {
      this.#report(
        'unterminated_string',
        start,
        at,
        'syntax error, unexpected end of file',
        'Close the string with ".',
      );
      this.#emit('string-end', at, '');
    } else if (source[at] === '"') {
      this.#emit('string-end', at + 1, '"');
    } else {
      this.#open.push('\\(');
      this.#emit('interpolation-start', at + 2, '\\(');
    }
  }

  #text(start: number, end: number): void {
    const decoded = decodeEscapes(this.#source.slice(start, end));
    if ('text' in decoded) {
      this.#emit('text', end, decoded.text);
      return;
    }
    const at = start + decoded.at;
    const run = ESCAPES.exec(this.#source.slice(at, end))?.[0] ?? '';
    const message = `${decoded.problem} at line 1, column ${run.length + 2} (while parsing '"${run}"')`;
    const hint = 'Allowed: \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX \\(...).';
    this.#report('invalid_escape', at, at + Math.max(1, run.length), message, hint);
    this.#emit('text', end, '');
  }

  #emit(type: TokenType, end: number, text: string): void {
    this.tokens.push({ type, start: this.#at, end, text });
    this.#at = end;
  }

  #report(code: SyntaxCode, start: number, end: number, message: string, hint?: string): void {
    if (this.diagnostics.length >= MAX_DIAGNOSTICS) return;
    const span = { start, end };
    this.diagnostics.push({ code, severity: 'error', span, message, ...(hint === undefined ? {} : { hint }) });
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isNameChar(code: number): boolean {
  return isNameStart(code) || isDigit(code);
}

function digitsEnd(source: string, from: number): number {
  let end = from;
  while (isDigit(source.charCodeAt(end))) end++;
  return end;
}

function wordEnd(source: string, from: number): number {
  let end = from;
  while (isNameChar(source.charCodeAt(end))) end++;
  return end;
}

/** The end of a name with module prefixes: `a::b`. */
function qualifiedEnd(source: string, from: number): number {
  let end = wordEnd(source, from);
  while (source.startsWith('::', end) && isNameStart(source.charCodeAt(end + 2))) end = wordEnd(source, end + 2);
  return end;
}
