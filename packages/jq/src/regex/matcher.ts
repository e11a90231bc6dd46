import { charge } from '../runtime/meter.ts';
import { WORD_SET } from './char-set.ts';
import type { Assertion } from './pattern.ts';
import { type Instruction, OP, type RegexProgram } from './program.ts';
import { Subject } from './subject.ts';

/** How a search differs from the usual one. */
export interface SearchOptions {
  /** Of all matches at a position the longest, not the first. */
  readonly longest: boolean;
  /** Matches of no characters do not count. */
  readonly notEmpty: boolean;
}

/** Steps between two payments of fuel. */
const STEPS_PER_CHARGE = 256;

/** Steps for one unit of fuel. */
const STEPS_PER_UNIT = 2;

/** Bits of failures that are kept from one text to the next; larger sets are made anew. */
const KEPT_BYTES = 4096;

/**
 * Searches texts with one program, by backtracking that remembers its failures: a branch that failed at a position is
 * never tried there again, in no later search of the same text either. So the time is linear in the text's length times
 * the program's size, whatever the pattern (the idea is RE2's bit-state search, R. Cox 2010, kept across searches).
 * Look-arounds and atomic groups are searches of their own at a position.
 *
 * R1 `#failed` has a bit only for branches from which no match was found;
 * R2 branches on the way to a match are on the trail and lose their bit when it is found;
 * R3 a search within a search leaves the stack and the trail as high as it found them.
 */
export class RegexMatcher {
  readonly #code: readonly Instruction[];
  readonly #marks: number;
  readonly #slots: number;
  readonly #options: SearchOptions;
  #subject: Subject = NOTHING;
  #width = 1;
  #failed = new Uint8Array(1);
  #steps = 0;
  /** What to do after a failure, in threes: instruction, position and trail for a branch; -1 - slot and its old value. */
  readonly #stack: number[] = [];
  #height = 0;
  readonly #trail: number[] = [];
  #trailLength = 0;
  /** Where `#advance` or `#backtrack` stopped. */
  #position = 0;
  /** Where the last atomic group ended. */
  #ended = -1;

  constructor(program: RegexProgram, options: SearchOptions) {
    this.#code = program.code;
    this.#marks = program.marks;
    this.#slots = 2 * (program.groups.length + 1);
    this.#options = options;
  }

  /** Turns to another text. */
  begin(subject: Subject): void {
    this.#subject = subject;
    this.#steps = 0;
    this.#width = subject.length + 1;
    const bits = this.#marks * this.#width;
    charge(1 + bits / 128);
    const bytes = (bits >> 3) + 1;
    if (bytes <= this.#failed.length && this.#failed.length <= KEPT_BYTES) this.#failed.fill(0, 0, bytes);
    else this.#failed = new Uint8Array(bytes);
    this.#height = 0;
    this.#trailLength = 0;
  }

  /** The first match at or after a position: start and end of the whole and of each group, -1 for a group without match. */
  find(from: number): readonly number[] | null {
    const first = this.#code[0]!;
    const slots = new Array<number>(this.#slots).fill(-1);
    const last = first.assertion === 'start' ? Math.min(0, this.#subject.length) : this.#subject.length;
    for (let start = from; start <= last; start++) {
      this.#step();
      if (first.op <= OP.set && !this.#isAt(first, start)) continue;
      const end = this.#search(0, start, start, slots);
      if (end >= 0) {
        slots[0] = start;
        slots[1] = end;
        this.#settle();
        return slots;
      }
    }
    this.#settle();
    return null;
  }

  #settle(): void {
    charge(this.#steps / STEPS_PER_UNIT);
    this.#steps = 0;
  }

  #step(): void {
    if (++this.#steps >= STEPS_PER_CHARGE) this.#settle();
  }

  /** Whether a character that the instruction takes stands there. */
  #isAt(instruction: Instruction, position: number): boolean {
    if (position >= this.#subject.length) return false;
    const char = this.#subject.at(position);
    return instruction.op === OP.char ? char === instruction.char : instruction.set!.has(char);
  }

  /** Runs from an instruction at a position; the end of the match, or -1. */
  #search(start: number, from: number, origin: number, slots: number[]): number {
    const base = this.#height;
    const trail = this.#trailLength;
    let best = -1;
    let bestSlots: number[] | undefined;
    let pc = start;
    this.#position = from;
    while (pc !== EXHAUSTED) {
      const outcome = this.#advance(pc, this.#position, slots);
      const position = this.#position;
      if (outcome === MATCHED && this.#counts(start, position, origin)) {
        if (!this.#options.longest || start !== 0) {
          this.#forgive(trail);
          this.#height = base;
          return position;
        }
        if (position > best) {
          best = position;
          bestSlots = slots.slice();
        }
      }
      pc = this.#backtrack(base, slots);
    }
    this.#trailLength = trail;
    if (start === 0 && (this.#options.longest || this.#options.notEmpty)) this.#forget();
    if (bestSlots !== undefined) restore(slots, bestSlots);
    return best;
  }

  /** Whether a match of the whole pattern counts; an empty one may not. */
  #counts(start: number, position: number, origin: number): boolean {
    return start !== 0 || position !== origin || !this.#options.notEmpty;
  }

  /** Runs until a match or a failure, and leaves the position in `#position`. */
  #advance(from: number, at: number, slots: number[]): number {
    let pc = from;
    let position = at;
    for (;;) {
      this.#step();
      const instruction = this.#code[pc]!;
      if (instruction.op <= OP.set) {
        if (!this.#isAt(instruction, position)) {
          this.#position = position;
          return FAILED;
        }
        position++;
        pc++;
        continue;
      }
      const next = this.#next(instruction, pc, position, slots);
      if (next < 0) {
        this.#position = position;
        return next;
      }
      if (instruction.op === OP.atomic) position = this.#ended;
      pc = next;
    }
  }

  /** With these options a failure at one start says nothing about another. */
  #forget(): void {
    charge(this.#failed.length / 64);
    this.#failed.fill(0);
  }

  /** The next instruction, FAILED or MATCHED; for instructions that take no character. */
  #next(instruction: Instruction, pc: number, position: number, slots: number[]): number {
    switch (instruction.op) {
      case OP.branch:
        return this.#branch(instruction, position);
      case OP.loop:
        return this.#isFailed(instruction.mark, position) ? instruction.other : instruction.to;
      case OP.jump:
        return instruction.to;
      case OP.save:
        this.#push(-1 - instruction.slot, slots[instruction.slot]!, 0);
        slots[instruction.slot] = position;
        return pc + 1;
      case OP.assert:
        return this.#holds(instruction.assertion!, position) ? pc + 1 : FAILED;
      case OP.match:
        return MATCHED;
      default:
        return this.#inner(instruction, pc + 1, position, slots);
    }
  }

  #push(target: number, value: number, trail: number): void {
    this.#stack[this.#height++] = target;
    this.#stack[this.#height++] = value;
    this.#stack[this.#height++] = trail;
  }

  #branch(branch: Instruction, position: number): number {
    const bit = branch.mark * this.#width + position;
    const mask = 1 << (bit & 7);
    if ((this.#failed[bit >> 3]! & mask) !== 0) return FAILED;
    this.#failed[bit >> 3]! |= mask;
    this.#trail[this.#trailLength++] = bit;
    this.#push(branch.other, position, this.#trailLength);
    return branch.to;
  }

  #isFailed(mark: number, position: number): boolean {
    const bit = mark * this.#width + position;
    return (this.#failed[bit >> 3]! & (1 << (bit & 7))) !== 0;
  }

  /** Takes the bits of the way that led to a match away again. */
  #forgive(from: number): void {
    for (let i = from; i < this.#trailLength; i++) {
      const bit = this.#trail[i]!;
      this.#failed[bit >> 3]! &= ~(1 << (bit & 7));
    }
    this.#trailLength = from;
  }

  /** The instruction to go on with after a failure, or EXHAUSTED. */
  #backtrack(base: number, slots: number[]): number {
    while (this.#height > base) {
      this.#height -= 3;
      const target = this.#stack[this.#height]!;
      const value = this.#stack[this.#height + 1]!;
      if (target >= 0) {
        this.#trailLength = this.#stack[this.#height + 2]!;
        this.#position = value;
        return target;
      }
      slots[-1 - target] = value;
    }
    return EXHAUSTED;
  }

  /** An atomic group or a look-around; its code begins at `start`. */
  #inner(instruction: Instruction, start: number, position: number, slots: number[]): number {
    const { back } = instruction;
    const before = slots.slice();
    const end = position < back ? -1 : this.#search(start, position - back, -1, slots);
    const found = back > 0 ? end === position : end >= 0;
    if (found === (instruction.op === OP.notLook)) {
      restore(slots, before);
      return FAILED;
    }
    this.#ended = end;
    before.forEach((value, i) => {
      if (slots[i] !== value) this.#push(-1 - i, value, 0);
    });
    return instruction.to;
  }

  #holds(assertion: Assertion, position: number): boolean {
    const { length } = this.#subject;
    switch (assertion) {
      case 'start':
        return position === 0;
      case 'end':
        return position === length;
      case 'endOrNewline':
        return position === length || (position === length - 1 && this.#isNewline(position));
      case 'lineStart':
        return position === 0 || (this.#isNewline(position - 1) && position < length);
      case 'lineEnd':
        return position === length || this.#isNewline(position);
      case 'wordBoundary':
        return this.#isWord(position - 1) !== this.#isWord(position);
      case 'noWordBoundary':
        return this.#isWord(position - 1) === this.#isWord(position);
    }
  }

  #isNewline(position: number): boolean {
    return this.#subject.at(position) === 10;
  }

  #isWord(position: number): boolean {
    return position >= 0 && position < this.#subject.length && WORD_SET.has(this.#subject.at(position));
  }
}

function restore(slots: number[], before: readonly number[]): void {
  for (let i = 0; i < slots.length; i++) slots[i] = before[i]!;
}

const NOTHING = new Subject('');
const FAILED = -1;
const MATCHED = -2;
const EXHAUSTED = -3;
