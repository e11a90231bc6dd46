import { ANY, ClassSet, singleChar } from './char-set.ts';
import { parseClass } from './class-parser.ts';
import { readClassEscape } from './escapes.ts';
import { type Assertion, type Pattern, PatternError } from './pattern.ts';

/** Options that hold from somewhere in the pattern to the end of its group. */
export interface Options {
  readonly ignoreCase: boolean;
  /** White space and comments in the pattern are left out. */
  readonly extended: boolean;
  /** `.` matches newlines. */
  readonly dotAll: boolean;
  /** `^` and `$` match at lines. */
  readonly lines: boolean;
}

/** A pattern with the names of its groups; a group without name has null. */
export interface ParsedPattern {
  readonly pattern: Pattern;
  readonly groups: readonly (string | null)[];
}

/** Deepest nesting of groups. */
const MAX_NESTING = 200;
/** Largest bound of a repetition, as in Oniguruma. */
const MAX_REPEAT = 100_000;

/** Reads a regular expression in Oniguruma's Perl_NG syntax, which jq uses. Throws PatternError. */
export function parsePattern(source: string, options: Options): ParsedPattern {
  const parser = new PatternParser(source, options);
  const pattern = parser.whole();
  return { pattern, groups: parser.groups };
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'end',
  Z: 'endOrNewline',
  b: 'wordBoundary',
  B: 'noWordBoundary',
};

class PatternParser {
  readonly groups: (string | null)[] = [];
  readonly #source: string;
  #options: Options;
  #at = 0;
  #nesting = 0;

  constructor(source: string, options: Options) {
    this.#source = source;
    this.#options = options;
  }

  whole(): Pattern {
    const pattern = this.#choice();
    if (this.#at < this.#source.length) throw new PatternError('unmatched close parenthesis');
    return pattern;
  }

  get #char(): string | undefined {
    return this.#source[this.#at];
  }

  #choice(): Pattern {
    const options = [this.#sequence()];
    while (this.#char === '|') {
      this.#at++;
      options.push(this.#sequence());
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    for (this.#skipBlank(); this.#char !== undefined && this.#char !== '|' && this.#char !== ')'; this.#skipBlank()) {
      const flags = this.#inlineOptions();
      if (flags === 'rest') {
        parts.push(this.#choice());
        break;
      }
      if (flags === 'none') parts.push(this.#quantified());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  /** Skips white space and comments where these do not count. */
  #skipBlank(): void {
    if (!this.#options.extended && this.#char !== '(') return;
    const rest = /(?:\(\?#[^)]*\))*/y;
    const extended = /(?:\(\?#[^)]*\)|\s+|#[^\n]*\n?)*/y;
    const blank = this.#options.extended ? extended : rest;
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#source)![0].length;
  }

  /** `(?i)`: the options for the rest of the group, which includes further alternatives. */
  #inlineOptions(): 'none' | 'rest' {
    if (this.#char !== '(') return 'none';
    const match = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (match === null || match[0] === '(?)') return 'none';
    this.#at += match[0].length;
    this.#options = changeOptions(this.#options, match[1]!, match[2] ?? '');
    return 'rest';
  }

  #quantified(): Pattern {
    let body = this.#atom();
    for (;;) {
      this.#skipBlank();
      const bounds = this.#bounds();
      if (bounds === null) return body;
      const [least, most] = bounds;
      if (this.#char === '?') {
        this.#at++;
        body = { kind: 'repeat', body, least, most, lazy: true };
      } else if (this.#char === '+' && bounds.length === 2) {
        this.#at++;
        body = { kind: 'atomic', body: { kind: 'repeat', body, least, most, lazy: false } };
      } else {
        body = { kind: 'repeat', body, least, most, lazy: false };
      }
    }
  }

  /** The bounds of a quantifier; a third item tells that `{n,m}` was written. */
  #bounds(): readonly [least: number, most: number, interval?: true] | null {
    switch (this.#char) {
      case '*':
        this.#at++;
        return [0, Number.POSITIVE_INFINITY];
      case '+':
        this.#at++;
        return [1, Number.POSITIVE_INFINITY];
      case '?':
        this.#at++;
        return [0, 1];
      case '{':
        return this.#interval();
      default:
        return null;
    }
  }

  /** `{n}`, `{n,}`, `{n,m}`; anything else in braces is text. */
  #interval(): readonly [number, number, true] | null {
    const match = /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (match === null) return null;
    this.#at += match[0].length;
    const least = Number(match[1]);
    const most = match[3] === '' ? (match[2] === '' ? least : Number.POSITIVE_INFINITY) : Number(match[3]);
    if (least > MAX_REPEAT || (most !== Number.POSITIVE_INFINITY && most > MAX_REPEAT)) {
      throw new PatternError('too big number for repeat range');
    }
    if (most < least) throw new PatternError('upper is smaller than lower in repeat range');
    return [least, most, true];
  }

  #atom(): Pattern {
    const { lines, dotAll } = this.#options;
    switch (this.#char) {
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '.':
        this.#at++;
        return { kind: 'set', set: new ClassSet(dotAll ? ANY : '\\n', { negated: !dotAll }) };
      case '^':
        this.#at++;
        return { kind: 'assertion', assertion: lines ? 'lineStart' : 'start' };
      case '$':
        this.#at++;
        return { kind: 'assertion', assertion: lines ? 'lineEnd' : 'endOrNewline' };
      case '*':
      case '+':
      case '?':
        throw new PatternError('target of repeat operator is not specified');
      default:
        return this.#literal(this.#source.codePointAt(this.#at)!);
    }
  }

  #literal(char: number): Pattern {
    this.#at += char > 0xffff ? 2 : 1;
    return this.#charSet(char);
  }

  #charSet(char: number): Pattern {
    return { kind: 'set', set: singleChar(char, this.#options.ignoreCase) };
  }

  #class(): Pattern {
    const { set, end } = parseClass(this.#source, this.#at, this.#options.ignoreCase);
    this.#at = end;
    return { kind: 'set', set };
  }

  #escape(): Pattern {
    const letter = this.#source[this.#at + 1];
    if (letter !== undefined && Object.hasOwn(ASSERTIONS, letter)) {
      this.#at += 2;
      return { kind: 'assertion', assertion: ASSERTIONS[letter]! };
    }
    if (letter === 'Q') return this.#quotation();
    if (letter === 'R') return this.#newline();
    if (letter === 'N' || letter === 'O') {
      this.#at += 2;
      return { kind: 'set', set: new ClassSet(letter === 'O' ? ANY : '\\n', { negated: letter === 'N' }) };
    }
    this.#refuse(letter);
    const { body, negated, char, length } = readClassEscape(this.#source.slice(this.#at, this.#at + 80));
    this.#at += length;
    if (char !== undefined) return this.#charSet(char);
    return { kind: 'set', set: new ClassSet(body, { negated, ignoreCase: this.#options.ignoreCase }) };
  }

  /** Escapes that no linear-time search can do, and a few that would only be guessed. */
  #refuse(letter: string | undefined): void {
    if (letter === undefined) return;
    if (/[1-9]/.test(letter) && !/^\\[0-7]{3}/.test(this.#source.slice(this.#at))) {
      if (Number(letter) > this.#groupCount()) throw new PatternError('invalid backref number/name');
      throw new PatternError('back-references are not supported (search takes linear time)');
    }
    if (letter === 'k') throw new PatternError('back-references are not supported (search takes linear time)');
    if (letter === 'g') throw new PatternError('calls of groups are not supported (search takes linear time)');
    if ('KGXyY'.includes(letter)) throw new PatternError(`\\${letter} is not supported`);
  }

  #groupCount(): number {
    return this.#source.match(/\((?!\?)|\(\?<[A-Za-z_]/g)?.length ?? 0;
  }

  /** `\Q...\E` */
  #quotation(): Pattern {
    const start = this.#at + 2;
    const close = this.#source.indexOf('\\E', start);
    const end = close < 0 ? this.#source.length : close;
    this.#at = close < 0 ? end : end + 2;
    const chars = Array.from(this.#source.slice(start, end), (char) => this.#charSet(char.codePointAt(0)!));
    return { kind: 'sequence', parts: chars };
  }

  /** `\R` */
  #newline(): Pattern {
    this.#at += 2;
    const crlf: Pattern = {
      kind: 'sequence',
      parts: [
        { kind: 'set', set: new ClassSet('\\r') },
        { kind: 'set', set: new ClassSet('\\n') },
      ],
    };
    const single: Pattern = { kind: 'set', set: new ClassSet('\\n\\v\\f\\r\\u{85}\\u{2028}\\u{2029}') };
    return { kind: 'atomic', body: { kind: 'choice', options: [crlf, single] } };
  }

  #group(): Pattern {
    if (++this.#nesting > MAX_NESTING) throw new PatternError('too deep nest level');
    const outer = this.#options;
    const wrap = this.#groupKind();
    const body = this.#choice();
    if (this.#char !== ')') throw new PatternError('end pattern with unmatched parenthesis');
    this.#at++;
    this.#options = outer;
    this.#nesting--;
    return wrap(body);
  }

  /** Reads what comes after `(`, and gives what the group makes of its body. */
  #groupKind(): (body: Pattern) => Pattern {
    const open = /^\((?:\?(?:[:=!>|]|<[=!]|<[^>]*>|'[^']*'|[a-zA-Z-]+:|.|$))?/s.exec(this.#source.slice(this.#at))![0];
    this.#at += open.length;
    switch (open) {
      case '(':
        return this.#capture(null);
      case '(?:':
        return (body) => body;
      case '(?>':
        return (body) => ({ kind: 'atomic', body });
      case '(?=':
      case '(?!':
      case '(?<=':
      case '(?<!':
        return (body) => ({ kind: 'look', body, behind: open.includes('<'), negative: open.endsWith('!') });
      default:
        return this.#specialGroup(open);
    }
  }

  #specialGroup(open: string): (body: Pattern) => Pattern {
    const name = /^\(\?(?:<([^>]*)>|'([^']*)')$/.exec(open);
    if (name !== null) return this.#capture(name[1] ?? name[2]!);
    const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?:$/.exec(open);
    if (flags === null) throw new PatternError('undefined group option');
    this.#options = changeOptions(this.#options, flags[1]!, flags[2] ?? '');
    return (body) => body;
  }

  #capture(name: string | null): (body: Pattern) => Pattern {
    if (name === '') throw new PatternError('group name is empty');
    if (name !== null && !/^[\p{L}\p{Pc}][\p{L}\p{M}\p{N}\p{Pc}]*$/u.test(name)) {
      throw new PatternError(`invalid group name <${name}>`);
    }
    this.groups.push(name);
    const number = this.groups.length;
    return (body) => ({ kind: 'group', body, number });
  }
}

function changeOptions(options: Options, on: string, off: string): Options {
  let changed = options;
  for (const flag of on) changed = { ...changed, ...optionOf(flag, true) };
  for (const flag of off) changed = { ...changed, ...optionOf(flag, false) };
  return changed;
}

function optionOf(flag: string, value: boolean): Partial<Options> {
  switch (flag) {
    case 'i':
      return { ignoreCase: value };
    case 'x':
      return { extended: value };
    case 's':
      return { dotAll: value };
    case 'm':
      return { lines: value };
    default:
      throw new PatternError('undefined group option');
  }
}
