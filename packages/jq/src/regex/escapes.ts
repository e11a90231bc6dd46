import { classChar, propertyClass, SHORTHANDS } from './char-set.ts';
import { PatternError } from './pattern.ts';

/** What an escape stands for: the body of a character class, and how many units of the source it takes. */
export interface ClassEscape {
  readonly body: string;
  readonly negated: boolean;
  /** The code point, if it is a single character. */
  readonly char: number | undefined;
  readonly length: number;
}

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/**
 * Reads an escape that means a character or a set of characters, both inside and outside of classes.
 * `source` begins with the backslash.
 */
export function readClassEscape(source: string): ClassEscape {
  const letter = source[1];
  if (letter === undefined) throw new PatternError('end pattern at escape');
  const shorthand = SHORTHANDS[letter.toLowerCase()];
  if (shorthand !== undefined)
    return { body: shorthand, negated: letter !== letter.toLowerCase(), char: undefined, length: 2 };
  if (letter === 'p' || letter === 'P') return readProperty(source, letter === 'P');
  const [char, length] = readChar(source, letter);
  return { body: classChar(char), negated: false, char, length };
}

function readProperty(source: string, negated: boolean): ClassEscape {
  const match = /^\\[pP]\{(\^?)([^}]*)\}/.exec(source);
  if (match === null) {
    return { body: source[1]!, negated: false, char: source.charCodeAt(1), length: 2 };
  }
  const body = propertyClass(match[2]!);
  if (body === undefined) throw new PatternError(`invalid character property name {${match[1]}${match[2]}}`);
  return { body, negated: negated !== (match[1] === '^'), char: undefined, length: match[0].length };
}

function readChar(source: string, letter: string): [char: number, length: number] {
  if (Object.hasOwn(CONTROLS, letter)) return [CONTROLS[letter]!, 2];
  if (letter === 'x') return readHex(source);
  if (letter === 'c') return [(source.charCodeAt(2) || 0) & 31, 3];
  const octal = /^\\[0-7]{1,3}/.exec(source);
  if (octal !== null) return [Number.parseInt(octal[0].slice(1), 8), octal[0].length];
  const char = source.codePointAt(1)!;
  return [char, char > 0xffff ? 3 : 2];
}

function readHex(source: string): [char: number, length: number] {
  const wide = /^\\x\{([0-9a-fA-F]{1,8})\}/.exec(source);
  if (wide !== null) {
    const char = Number.parseInt(wide[1]!, 16);
    if (char > 0x10ffff) throw new PatternError('too big wide-char value');
    return [char, wide[0].length];
  }
  const short = /^\\x[0-9a-fA-F]{0,2}/.exec(source)![0];
  return [short.length === 2 ? 0 : Number.parseInt(short.slice(2), 16), short.length];
}
