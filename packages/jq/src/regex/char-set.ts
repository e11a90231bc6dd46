/** A set of characters, asked one code point at a time. */
export interface CharSet {
  has(codePoint: number): boolean;
  /** The character, if there is only one. */
  readonly only: number | undefined;
}

/** One character and, if case does not count, its other forms. */
export function singleChar(codePoint: number, ignoreCase: boolean): CharSet {
  if (!ignoreCase) return { has: (other) => other === codePoint, only: codePoint };
  return new ClassSet(classChar(codePoint), { ignoreCase });
}

/** A set given by the body of a character class of JavaScript (with the `v` flag). */
export class ClassSet implements CharSet {
  readonly #source: string;
  readonly #flags: string;
  #test: RegExp | undefined;
  /** Answers for the first 256 code points: 0 not asked yet, 1 no, 2 yes. */
  readonly #low = new Uint8Array(256);
  readonly #high = new Map<number, boolean>();
  readonly only = undefined;

  constructor(body: string, options: { readonly negated?: boolean; readonly ignoreCase?: boolean } = {}) {
    this.#source = `^[${options.negated ? '^' : ''}${body}]$`;
    this.#flags = options.ignoreCase ? 'iv' : 'v';
  }

  has(codePoint: number): boolean {
    if (codePoint < 256) {
      const known = this.#low[codePoint]!;
      if (known > 0) return known === 2;
      const answer = this.#ask(codePoint);
      this.#low[codePoint] = answer ? 2 : 1;
      return answer;
    }
    let answer = this.#high.get(codePoint);
    if (answer === undefined) {
      answer = this.#ask(codePoint);
      if (this.#high.size < 4096) this.#high.set(codePoint, answer);
    }
    return answer;
  }

  #ask(codePoint: number): boolean {
    this.#test ??= new RegExp(this.#source, this.#flags);
    return this.#test.test(String.fromCodePoint(codePoint));
  }
}

/** One character, in a form that needs no escaping. */
export function classChar(codePoint: number): string {
  return `\\u{${codePoint.toString(16)}}`;
}

const WORD = '\\p{L}\\p{M}\\p{N}\\p{Pc}';
const SPACE = '\\p{White_Space}';
const GRAPH = '[[\\u{0}-\\u{10ffff}]--[\\p{White_Space}\\p{Cc}\\p{Cs}\\p{Cn}]]';

/** Characters that count as parts of words. */
export const WORD_SET: CharSet = new ClassSet(WORD);

/** Any character. */
export const ANY = '\\u{0}-\\u{10ffff}';

/** POSIX classes and escapes as Oniguruma has them for Unicode text. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: '\\p{Alphabetic}\\p{M}\\p{Nd}',
  alpha: '\\p{Alphabetic}\\p{M}',
  any: ANY,
  ascii: '\\u{0}-\\u{7f}',
  blank: '\\p{Zs}\\t',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: GRAPH,
  lower: '\\p{Lowercase}',
  print: `${GRAPH}\\p{Zs}`,
  punct: '\\p{P}\\p{S}',
  space: SPACE,
  upper: '\\p{Uppercase}',
  word: WORD,
  xdigit: '0-9a-fA-F',
};

/** The class body of `\d`, `\w`, `\s`, or undefined. */
export const SHORTHANDS: Readonly<Record<string, string>> = { d: '\\p{Nd}', w: WORD, s: SPACE };

/** The class body of a POSIX bracket such as `alpha`, or undefined. */
export function posixClass(name: string): string | undefined {
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
}

/** The class body of a property: a POSIX name, a general category or a script, in any spelling; or undefined. */
export function propertyClass(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z _-]*$/.test(name)) return undefined;
  const posix = posixClass(name.toLowerCase().replace(/[ _-]/g, ''));
  if (posix !== undefined) return posix;
  const words = name.split(/[ _-]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  const title = words.join('_');
  return [`\\p{${title}}`, `\\p{${name.toUpperCase()}}`, `\\p{Script=${title}}`].find(isValidClass);
}

function isValidClass(body: string): boolean {
  try {
    new RegExp(`[${body}]`, 'v');
    return true;
  } catch {
    return false;
  }
}
