import type { CharSet } from './char-set.ts';
import { type Assertion, type Pattern, PatternError } from './pattern.ts';

/** One instruction; `next` fields are indices of instructions. */
export type Instruction =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'jump'; to: number }
  /** Goes on at `first`, and at `second` if that fails. `mark` numbers the branches. */
  | { readonly op: 'branch'; first: number; second: number; readonly mark: number }
  /** Back to the branch of a loop, or out of it if that branch was taken at this position before. */
  | { readonly op: 'loop'; readonly to: number; exit: number; readonly mark: number }
  /** A search of its own at this position; `atomic` goes on where it ended, a look stays here. */
  | { readonly op: 'atomic'; readonly start: number; to: number }
  | {
      readonly op: 'look';
      readonly start: number;
      readonly negative: boolean;
      /** For a look behind: how many characters before. */
      readonly back: number;
      to: number;
    }
  | { readonly op: 'match' };

/** A compiled regular expression. */
export interface RegexProgram {
  readonly code: readonly Instruction[];
  /** How many branches there are. */
  readonly marks: number;
  /** Names of the groups, null for those without. */
  readonly groups: readonly (string | null)[];
}

/** Most instructions of a program; repetitions with bounds are written out. */
const MAX_INSTRUCTIONS = 20_000;

/** Translates a pattern to instructions. Throws PatternError where it would become too large. */
export function compilePattern(pattern: Pattern, groups: readonly (string | null)[]): RegexProgram {
  const writer = new Writer();
  writer.write(pattern);
  writer.add({ op: 'match' });
  return { code: writer.code, marks: writer.marks, groups };
}

class Writer {
  readonly code: Instruction[] = [];
  marks = 0;

  add<I extends Instruction>(instruction: I): I {
    if (this.code.length >= MAX_INSTRUCTIONS) throw new PatternError('too big pattern');
    this.code.push(instruction);
    return instruction;
  }

  get #here(): number {
    return this.code.length;
  }

  write(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'empty':
        return;
      case 'set':
        this.add({ op: 'set', set: pattern.set });
        return;
      case 'assertion':
        this.add({ op: 'assert', assertion: pattern.assertion });
        return;
      case 'sequence':
        for (const part of pattern.parts) this.write(part);
        return;
      case 'choice':
        this.#choice(pattern.options);
        return;
      case 'repeat':
        this.#repeat(pattern);
        return;
      case 'group':
        this.add({ op: 'save', slot: 2 * pattern.number });
        this.write(pattern.body);
        this.add({ op: 'save', slot: 2 * pattern.number + 1 });
        return;
      default:
        this.#separate(pattern);
    }
  }

  #choice(options: readonly Pattern[]): void {
    const jumps: { to: number }[] = [];
    options.forEach((option, i) => {
      if (i === options.length - 1) {
        this.write(option);
        return;
      }
      const branch = this.add({ op: 'branch', first: this.#here + 1, second: 0, mark: this.marks++ });
      this.write(option);
      jumps.push(this.add({ op: 'jump', to: 0 }));
      branch.second = this.#here;
    });
    for (const jump of jumps) jump.to = this.#here;
  }

  #repeat({ body, least, most, lazy }: Pattern & { kind: 'repeat' }): void {
    for (let i = 0; i < least; i++) this.write(body);
    if (most === Number.POSITIVE_INFINITY) this.#star(body, lazy);
    else this.#optional(body, most - least, lazy);
  }

  #star(body: Pattern, lazy: boolean): void {
    const start = this.#here;
    const mark = this.marks++;
    const branch = this.add({ op: 'branch', first: start + 1, second: start + 1, mark });
    this.write(body);
    const loop = this.add({ op: 'loop', to: start, exit: 0, mark });
    loop.exit = this.#here;
    if (lazy) branch.first = this.#here;
    else branch.second = this.#here;
  }

  /** `(body(body(...)?)?)?` */
  #optional(body: Pattern, times: number, lazy: boolean): void {
    const branches: { first: number; second: number }[] = [];
    for (let i = 0; i < times; i++) {
      branches.push(this.add({ op: 'branch', first: this.#here + 1, second: this.#here + 1, mark: this.marks++ }));
      this.write(body);
    }
    for (const branch of branches) {
      if (lazy) branch.first = this.#here;
      else branch.second = this.#here;
    }
  }

  /** Atomic groups and looks: the instruction is followed by the code of the body, which it steps over. */
  #separate(pattern: Pattern & { kind: 'atomic' | 'look' }): void {
    if (pattern.kind === 'look' && pattern.behind) {
      this.#lookBehind(pattern);
      return;
    }
    const start = this.#here + 1;
    const instruction =
      pattern.kind === 'atomic'
        ? this.add({ op: 'atomic', start, to: 0 })
        : this.add({ op: 'look', start, negative: pattern.negative, back: 0, to: 0 });
    this.write(pattern.body);
    this.add({ op: 'match' });
    instruction.to = this.#here;
  }

  /** Each alternative must have a fixed length: it is tried that far back, up to where we are. */
  #lookBehind({ body, negative }: Pattern & { kind: 'look' }): void {
    const options = body.kind === 'choice' ? body.options : [body];
    if (!negative && options.length > 1) {
      this.#choice(options.map((option) => ({ kind: 'look', body: option, behind: true, negative })));
      return;
    }
    for (const option of options) {
      const back = fixedLength(option);
      if (back === undefined) throw new PatternError('invalid pattern in look-behind');
      const instruction = this.add({ op: 'look', start: this.#here + 1, negative, back, to: 0 });
      this.write(option);
      this.add({ op: 'match' });
      instruction.to = this.#here;
    }
  }
}

/** How many characters a pattern always matches; undefined if that varies. */
function fixedLength(pattern: Pattern): number | undefined {
  switch (pattern.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return pattern.parts.reduce<number | undefined>((sum, part) => plus(sum, fixedLength(part)), 0);
    case 'choice': {
      const lengths = new Set(pattern.options.map(fixedLength));
      return lengths.size === 1 ? [...lengths][0] : undefined;
    }
    case 'repeat': {
      const length = fixedLength(pattern.body);
      return pattern.least === pattern.most && length !== undefined ? length * pattern.least : undefined;
    }
    case 'group':
    case 'atomic':
      return fixedLength(pattern.body);
    default:
      return 0;
  }
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
