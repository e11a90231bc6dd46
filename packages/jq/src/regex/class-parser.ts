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
  let body = '';
  let first = true;
  for (; source[at] !== ']' || first; first = false) {
    if (at >= source.length) throw new PatternError(first ? 'premature end of char-class' : unfinished(source, start));
    if (source[at] === ']' && source.indexOf(']', at + 1) < 0) throw new PatternError('empty char-class');
    const item = readItem(source, at);
    at = item.end;
    body += item.char === undefined ? item.body : '';
    if (item.char !== undefined) {
      const range = readRangeEnd(source, at);
      if (range !== undefined && range.char < item.char) throw new PatternError('empty range in char class');
      body += range === undefined ? classChar(item.char) : `${classChar(item.char)}-${classChar(range.char)}`;
      at = range?.end ?? at;
    }
  }
  return { set: new ClassSet(body, { negated, ignoreCase }), end: at + 1 };
}

function unfinished(source: string, start: number): string {
  return source.slice(start).startsWith('[]') ? 'empty char-class' : 'premature end of char-class';
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
