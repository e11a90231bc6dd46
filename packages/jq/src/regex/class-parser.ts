import { type CharSet, ClassSet, classChar, posixClass } from './char-set.ts';
import { readClassEscape } from './escapes.ts';
import { PatternError } from './pattern.ts';

/** A character class that was read, and where it ends. */
interface ParsedClass {
  readonly set: CharSet;
  readonly end: number;
}

/** Reads `[...]`; `start` is at the bracket. */
export function parseClass(source: string, start: number, ignoreCase: boolean): ParsedClass {
  let at = start + 1;
  const negated = source[at] === '^';
  if (negated) at++;
  if (source[at] === ']' && source.indexOf(']', at + 1) < 0) throw new PatternError('empty char-class');
  let body = '';
  do {
    if (at >= source.length) throw new PatternError('premature end of char-class');
    const item = readItemOrRange(source, at);
    body += item.body;
    at = item.end;
  } while (source[at] !== ']');
  return { set: new ClassSet(body, { negated, ignoreCase }), end: at + 1 };
}

/** A character, a range of characters or a class. */
function readItemOrRange(source: string, at: number): Pick<Item, 'body' | 'end'> {
  const item = readItem(source, at);
  if (item.char === undefined) return item;
  const range = readRangeEnd(source, item.end);
  if (range === undefined) return { body: classChar(item.char), end: item.end };
  if (range.char < item.char) throw new PatternError('empty range in char class');
  return { body: `${classChar(item.char)}-${classChar(range.char)}`, end: range.end };
}

interface Item {
  readonly body: string;
  readonly char: number | undefined;
  readonly end: number;
}

function readItem(source: string, at: number): Item {
  if (source[at] === '\\') {
    const item = readClassEscape(source.slice(at));
    const body = item.negated ? `[^${item.body}]` : item.body;
    return { body, char: item.char, end: at + item.length };
  }
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(source.slice(at, at + 20));
  const named = posix === null ? undefined : posixClass(posix[2]!);
  if (posix !== null && named !== undefined) {
    return { body: posix[1] === '^' ? `[^${named}]` : named, char: undefined, end: at + posix[0].length };
  }
  const char = source.codePointAt(at)!;
  return { body: '', char, end: at + (char > 0xffff ? 2 : 1) };
}

/** The upper end of a range, if `-` and another character follow. */
function readRangeEnd(source: string, at: number): { readonly char: number; readonly end: number } | undefined {
  if (source[at] !== '-' || source[at + 1] === ']' || source[at + 1] === undefined) return undefined;
  const item = readItem(source, at + 1);
  return item.char === undefined ? undefined : { char: item.char, end: item.end };
}
