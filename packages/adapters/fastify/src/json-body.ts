import { commonError } from '@parley/kernel';

/** Deeper JSON than this is refused: what walks a value may do so recursively. */
const MAX_DEPTH = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface JsonBody {
  readonly text: string;
  /** Undefined for an empty body. */
  readonly value: unknown;
}

/** Parses a request body; raises `malformed_json` that says where it stops being JSON. */
export function parseJsonBody(bytes: Uint8Array): JsonBody {
  const text = decode(bytes);
  if (text === '') return { text, value: undefined };
  checkDepth(text);
  const value = parse(text);
  if (SUSPECT_ESCAPE.test(text)) checkCharacters(value);
  return { text, value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(`The body is not JSON: ${(cause as Error).message}`);
  }
}

/** Escapes that may stand for what no text can hold; a look at the parsed value decides. */
const SUSPECT_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/** U+0000 and half of a surrogate pair are JSON, but neither UTF-8 nor anything PostgreSQL stores. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Raises `invalid_request` when a string in a value, or a key, cannot be stored. */
export function checkCharacters(value: unknown): void {
  if (typeof value === 'string') {
    if (!UNSTORABLE.test(value)) return;
    throw commonError('invalid_request', 'A text holds U+0000 or half of a surrogate pair, which cannot be stored', {
      hint: 'Remove the character.',
    });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    checkCharacters(key);
    checkCharacters(member);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8');
  }
}

function malformed(message: string) {
  return commonError('malformed_json', message, { hint: 'Send the body as JSON in UTF-8.' });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function checkDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at + 1);
    else if (isOpening(char)) depth += 1;
    else if (isClosing(char)) depth -= 1;
    if (depth > MAX_DEPTH) throw commonError('invalid_request', `The body nests deeper than ${MAX_DEPTH} levels`);
  }
}

function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

function isOpening(char: number): boolean {
  return char === 0x5b || char === 0x7b;
}

function isClosing(char: number): boolean {
  return char === 0x5d || char === 0x7d;
}
