import { charge } from '../runtime/meter.ts';
import type { CharSet } from './char-set.ts';
import { type Assertion, type Pattern, PatternError } from './pattern.ts';

/** What instructions do. Numbers, because a search looks at them at every step. */
export const OP = {
  /** Takes the character `char`. */
  char: 0,
  /** Takes a character of `set`. */
  set: 1,
  /** Goes on at `to`, and at `other` if that fails. `mark` numbers the branches. */
  branch: 2,
  /** Back to the branch of a loop at `to`, or out of it to `other` if that branch was taken at this position before. */
  loop: 3,
  /** Goes on at `to`. */
  jump: 4,
  /** Notes the position in `slot`. */
  save: 5,
  /** Goes on if `assertion` holds. */
  assert: 6,
  /** A search of its own from the next instruction on; goes on at `to` where it ended. */
  atomic: 7,
  /** The same `back` characters before; goes on at `to` at the same position if there was a match. */
  look: 8,
  /** The same, if there was none. */
  notLook: 9,
  match: 10,
} as const;

/** One instruction; all have the same shape, which makes reading them fast. */
export interface Instruction {
  readonly op: (typeof OP)[keyof typeof OP];
  readonly char: number;
  readonly set: CharSet | null;
  to: number;
  other: number;
  readonly mark: number;
  readonly slot: number;
  readonly back: number;
  readonly assertion: Assertion | null;
}

/** A compiled regular expression. */
export interface RegexProgram {
  readonly code: readonly Instruction[];
  /** How many branches there are. */
  readonly marks: number;
  /** Names of the groups, null for those without. */
  readonly groups: readonly (string | null)[];
}

/** Most instructions of a program; repetitions with bounds are written out. */
const MAX_INSTRUCTIONS = 10_000;

/** Translates a pattern to instructions. Throws PatternError where it would become too large. */
export function compilePattern(pattern: Pattern, groups: readonly (string | null)[]): RegexProgram {
  const writer = new Writer();
  writer.write(pattern);
  writer.add(OP.match);
  return { code: writer.code, marks: writer.marks, groups };
}

class Writer {
  readonly code: Instruction[] = [];
  marks = 0;

  add(op: Instruction['op'], fields: Partial<Instruction> = {}): Instruction {
    if (this.code.length >= MAX_INSTRUCTIONS) {
      charge(MAX_INSTRUCTIONS);
      throw new PatternError('too big pattern');
    }
    const { char = 0, set = null, mark = 0, slot = 0, back = 0, assertion = null } = fields;
    const instruction: Instruction = {
      op,
      char,
      set,
      to: fields.to ?? 0,
      other: fields.other ?? 0,
      mark,
      slot,
      back,
      assertion,
    };
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
        this.#set(pattern.set);
        return;
      case 'assertion':
        this.add(OP.assert, { assertion: pattern.assertion });
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
        this.add(OP.save, { slot: 2 * pattern.number });
        this.write(pattern.body);
        this.add(OP.save, { slot: 2 * pattern.number + 1 });
        return;
      default:
        this.#separate(pattern);
    }
  }

  #set(set: CharSet): void {
    if (set.only === undefined) this.add(OP.set, { set });
    else this.add(OP.char, { char: set.only });
  }

  #branch(): Instruction {
    const next = this.#here + 1;
    return this.add(OP.branch, { to: next, other: next, mark: this.marks++ });
  }

  #choice(options: readonly Pattern[]): void {
    const jumps: Instruction[] = [];
    options.forEach((option, i) => {
      if (i === options.length - 1) {
        this.write(option);
        return;
      }
      const branch = this.#branch();
      this.write(option);
      jumps.push(this.add(OP.jump));
      branch.other = this.#here;
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
    const branch = this.#branch();
    this.write(body);
    const loop = this.add(OP.loop, { to: start, mark: branch.mark });
    loop.other = this.#here;
    if (lazy) branch.to = this.#here;
    else branch.other = this.#here;
  }

  /** `(body(body(...)?)?)?` */
  #optional(body: Pattern, times: number, lazy: boolean): void {
    const branches: Instruction[] = [];
    for (let i = 0; i < times; i++) {
      branches.push(this.#branch());
      this.write(body);
    }
    for (const branch of branches) {
      if (lazy) branch.to = this.#here;
      else branch.other = this.#here;
    }
  }

  /** Atomic groups and looks: the instruction is followed by the code of the body, which it steps over. */
  #separate(pattern: Pattern & { kind: 'atomic' | 'look' }): void {
    if (pattern.kind === 'atomic') this.#search(OP.atomic, pattern.body, 0);
    else if (pattern.behind) this.#lookBehind(pattern);
    else this.#search(pattern.negative ? OP.notLook : OP.look, pattern.body, 0);
  }

  #search(op: Instruction['op'], body: Pattern, back: number): void {
    const instruction = this.add(op, { back });
    this.write(body);
    this.add(OP.match);
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
      this.#search(negative ? OP.notLook : OP.look, option, back);
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
