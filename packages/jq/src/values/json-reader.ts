import { decodeEscapes } from '../parse/escape.ts';
import type { Json } from './json.ts';
import { MAX_DEPTH } from './kind.ts';
import { parseNumber } from './number.ts';
import { type MutableObject, setKey } from './object.ts';
import { utf8ByteLength } from './text.ts';

/** The one value of a text, or jq's message about it. */
export type ReadResult = { readonly value: Json } | { readonly problem: string };

interface ArrayLevel {
  readonly kind: 'array';
  readonly items: Json[];
}

/** An object being read, and the key that waits for its value. */
interface ObjectLevel {
  readonly kind: 'object';
  readonly object: MutableObject;
  key: string | undefined;
}

class Problem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** jq refuses raw control characters in strings. */
function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
}

/**
 * Reads JSON with the states and messages of jq's parser (`jv_parse.c` of jq 1.8), without recursion.
 * Line and column in messages count bytes, as jq does.
 */
export class JsonReader {
  readonly #text: string;
  readonly #levels: (ArrayLevel | ObjectLevel)[] = [];
  #at = 0;
  /** A value that waits for what comes after it. */
  #next: Json | undefined;
  #values: Json[] = [];

  constructor(text: string) {
    this.#text = text.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  read(): ReadResult {
    try {
      while (this.#at < this.#text.length && this.#values.length < 2) this.#token();
      if (this.#values.length < 2 && this.#levels.length > 0) this.#failAtEnd('Unfinished JSON term');
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return { problem: problem.message };
    }
    const [value] = this.#values;
    if (value === undefined) return { problem: 'Expected JSON value' };
    return this.#values.length > 1 ? { problem: 'Unexpected extra JSON values' } : { value };
  }

  #token(): void {
    const char = this.#text[this.#at]!;
    if (' \t\r\n'.includes(char)) this.#at++;
    else if (char === '"') this.#string();
    else if ('[]{},:'.includes(char)) this.#structure(char);
    else this.#literal();
    if (this.#levels.length === 0 && this.#next !== undefined) {
      this.#values.push(this.#next);
      this.#next = undefined;
    }
  }

  #string(): void {
    const start = this.#at + 1;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) this.#failAtEnd('Unfinished string');
    this.#at = end + 1;
    const raw = this.#text.slice(start, end);
    const decoded = decodeEscapes(raw);
    if ('problem' in decoded) this.#fail(decoded.problem);
    if (hasControlCharacter(raw)) {
      this.#fail('Invalid string: control characters from U+0000 through U+001F must be escaped');
    }
    this.#accept((decoded as { text: string }).text);
  }

  #accept(value: Json): void {
    if (this.#next !== undefined) this.#fail('Expected separator between values');
    this.#next = value;
  }

  /** The longest run of characters that are no white space, quote or structure; jq notices a wrong one at its end. */
  #literal(): void {
    const token = /[^ \t\r\n"[\]{},:]+/y;
    token.lastIndex = this.#at;
    const text = token.exec(this.#text)![0];
    this.#at += text.length;
    const value = literalValue(text);
    if (typeof value === 'object' && value !== null) this.#failAfterToken(value.problem);
    else if (this.#next !== undefined) this.#failAfterToken('Expected separator between values');
    else this.#next = value;
  }

  #structure(char: string): void {
    this.#at++;
    if (char === '[' || char === '{') this.#open(char);
    else if (char === ':') this.#colon();
    else if (char === ',') this.#comma();
    else if (char === ']') this.#closeArray();
    else this.#closeObject();
  }

  #open(char: string): void {
    if (this.#levels.length >= MAX_DEPTH) this.#fail('Exceeds depth limit for parsing');
    if (this.#next !== undefined) this.#fail('Expected separator between values');
    this.#levels.push(char === '[' ? { kind: 'array', items: [] } : { kind: 'object', object: {}, key: undefined });
  }

  #colon(): void {
    if (this.#next === undefined) this.#fail("Expected string key before ':'");
    const level = this.#levels.at(-1);
    if (level?.kind !== 'object' || level.key !== undefined) this.#fail("':' not as part of an object");
    if (typeof this.#next !== 'string') this.#fail('Object keys must be strings');
    level.key = this.#next;
    this.#next = undefined;
  }

  #comma(): void {
    if (this.#next === undefined) this.#fail("Expected value before ','");
    const level = this.#levels.at(-1);
    if (level === undefined) this.#fail("',' not as part of an object or array");
    else if (level.kind === 'array') level.items.push(this.#next!);
    else this.#set(level);
    this.#next = undefined;
  }

  #set(level: ObjectLevel): void {
    if (level.key === undefined) this.#fail('Objects must consist of key:value pairs');
    setKey(level.object, level.key, this.#next!);
    level.key = undefined;
  }

  #closeArray(): void {
    const level = this.#levels.at(-1);
    if (level?.kind !== 'array') this.#fail("Unmatched ']'");
    if (this.#next !== undefined) level.items.push(this.#next);
    else if (level.items.length > 0) this.#fail('Expected another array element');
    this.#levels.pop();
    this.#next = level.items;
  }

  #closeObject(): void {
    const level = this.#levels.at(-1);
    if (level === undefined) this.#fail("Unmatched '}'");
    if (this.#next !== undefined && level.kind === 'array') {
      this.#fail('Objects must consist of key:value pairs');
    }
    if (level.kind === 'array') this.#fail("Unmatched '}'");
    if (this.#next !== undefined) this.#set(level);
    else if (level.key !== undefined) this.#fail("Unmatched '}'");
    else if (Object.keys(level.object).length > 0) this.#fail('Expected another key-value pair');
    this.#levels.pop();
    this.#next = level.object;
  }

  /** Fails at the last character read. */
  #fail(message: string): never {
    throw new Problem(`${message} at ${this.#position(this.#at)}`);
  }

  /** Fails at the character after a token, or at the end. */
  #failAfterToken(message: string): never {
    if (this.#at >= this.#text.length) return this.#failAtEnd(message);
    throw new Problem(`${message} at ${this.#position(this.#at + 1)}`);
  }

  #failAtEnd(message: string): never {
    throw new Problem(`${message} at EOF at ${this.#position(this.#text.length)}`);
  }

  #position(end: number): string {
    const read = this.#text.slice(0, end);
    const line = read.split('\n').length;
    return `line ${line}, column ${utf8ByteLength(read.slice(read.lastIndexOf('\n') + 1))}`;
  }
}

function literalValue(token: string): null | boolean | number | { readonly problem: string } {
  if (token.startsWith("'")) return { problem: 'Invalid string literal; expected ", but got \'' };
  const word = token.startsWith('t') || token.startsWith('f') || token.startsWith('nu');
  if (!word) return parseNumber(token) ?? { problem: 'Invalid numeric literal' };
  if (token === 'true') return true;
  if (token === 'false') return false;
  return token === 'null' ? null : { problem: 'Invalid literal' };
}
