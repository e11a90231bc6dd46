import { charge } from '../runtime/meter.ts';
import { WORD_SET } from './char-set.ts';
import type { Assertion } from './pattern.ts';
import type { Instruction, RegexProgram } from './program.ts';
import type { Subject } from './subject.ts';

/** How a search differs from the usual one. */
export interface SearchOptions {
  /** Of all matches at a position the longest, not the first. */
  readonly longest: boolean;
  /** Matches of no characters do not count. */
  readonly notEmpty: boolean;
}

/** Steps between two payments of fuel. */
const STEPS_PER_CHARGE = 1024;

/**
 * Searches one text with one program, by backtracking that remembers its failures: a branch that failed at a position is
 * never tried there again, in no later search of the same text either. So the time is linear in the text's length times
 * the program's size, whatever the pattern (the idea is RE2's bit-state search, R. Cox 2010, kept across searches).
 * Look-arounds and atomic groups are searches of their own at a position.
 *
 * R1 `#failed` has a bit only for branches from which no match was found;
 * R2 branches on the way to a match are on `#trail` and lose their bit when it is found.
 */
export class RegexMatcher {
  readonly #code: readonly Instruction[];
  readonly #subject: Subject;
  readonly #options: SearchOptions;
  readonly #width: number;
  readonly #failed: Uint8Array;
  readonly #slots: number;
  #steps = 0;
  #trail: number[] = [];

  constructor(program: RegexProgram, subject: Subject, options: SearchOptions) {
    this.#code = program.code;
    this.#subject = subject;
    this.#options = options;
    this.#width = subject.length + 1;
    const bits = program.marks * this.#width;
    charge(1 + bits / 128);
    this.#failed = new Uint8Array((bits >> 3) + 1);
    this.#slots = 2 * (program.groups.length + 1);
  }

  /** The first match at or after a position: start and end of the whole and of each group, -1 for a group without match. */
  find(from: number): readonly number[] | null {
    const first = this.#code[0]!;
    for (let start = from; start <= this.#subject.length; start++) {
      if (first.op === 'set' && !this.#isAt(first, start)) {
        this.#step();
        continue;
      }
      const slots = new Array<number>(this.#slots).fill(-1);
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
    charge(this.#steps / 16);
    this.#steps = 0;
  }

  #step(): void {
    if (++this.#steps >= STEPS_PER_CHARGE) this.#settle();
  }

  #isAt(instruction: Instruction & { op: 'set' }, position: number): boolean {
    return position < this.#subject.length && instruction.set.has(this.#subject.at(position));
  }

  /**
   * Runs from an instruction at a position; the end of the match, or -1. The stack holds what to do after a failure:
   * an instruction, a position and the trail's length for a branch, or -1 - slot and its old value.
   */
  #search(start: number, from: number, origin: number, slots: number[]): number {
    const stack: number[] = [];
    const outerTrail = this.#trail;
    this.#trail = [];
    let best = -1;
    let bestSlots: number[] | undefined;
    let pc = start;
    let position = from;
    while (pc !== EXHAUSTED) {
      const outcome = this.#advance(pc, position, slots, stack);
      position = this.#position;
      if (outcome === MATCHED && this.#counts(start, position, origin)) {
        if (!this.#options.longest || start !== 0) {
          this.#forgive();
          this.#trail = outerTrail;
          return position;
        }
        if (position > best) {
          best = position;
          bestSlots = slots.slice();
        }
      }
      pc = this.#backtrack(stack, slots);
      position = this.#position;
    }
    if (start === 0 && (this.#options.longest || this.#options.notEmpty)) this.#forget();
    if (bestSlots !== undefined) restore(slots, bestSlots);
    this.#trail = outerTrail;
    return best;
  }

  /** Whether a match of the whole pattern counts; an empty one may not. */
  #counts(start: number, position: number, origin: number): boolean {
    return start !== 0 || position !== origin || !this.#options.notEmpty;
  }

  /** Runs until a match or a failure, and leaves the position in `#position`. */
  #advance(from: number, at: number, slots: number[], stack: number[]): number {
    let pc = from;
    let position = at;
    for (;;) {
      this.#step();
      const instruction = this.#code[pc]!;
      const next = this.#next(instruction, pc, position, slots, stack);
      if (next < 0) {
        this.#position = position;
        return next;
      }
      if (instruction.op === 'set') position++;
      else if (instruction.op === 'atomic') position = this.#ended;
      pc = next;
    }
  }

  /** Where `#advance` or `#backtrack` stopped. */
  #position = 0;

  /** With these options a failure at one start says nothing about another. */
  #forget(): void {
    charge(this.#failed.length / 64);
    this.#failed.fill(0);
  }

  /** Where the last atomic group ended. */
  #ended = -1;

  /** The next instruction, FAILED or MATCHED. */
  #next(instruction: Instruction, pc: number, position: number, slots: number[], stack: number[]): number {
    switch (instruction.op) {
      case 'set':
        return this.#isAt(instruction, position) ? pc + 1 : FAILED;
      case 'branch':
        return this.#branch(instruction, position, stack);
      case 'loop':
        return this.#isFailed(instruction.mark, position) ? instruction.exit : instruction.to;
      case 'jump':
        return instruction.to;
      case 'save':
        stack.push(-1 - instruction.slot, slots[instruction.slot]!, 0);
        slots[instruction.slot] = position;
        return pc + 1;
      case 'assert':
        return this.#holds(instruction.assertion, position) ? pc + 1 : FAILED;
      case 'match':
        return MATCHED;
      default:
        return this.#inner(instruction, position, slots, stack);
    }
  }

  #branch(branch: Instruction & { op: 'branch' }, position: number, stack: number[]): number {
    if (this.#isFailed(branch.mark, position)) return FAILED;
    const bit = branch.mark * this.#width + position;
    this.#failed[bit >> 3]! |= 1 << (bit & 7);
    stack.push(branch.second, position, this.#trail.length + 1);
    this.#trail.push(bit);
    return branch.first;
  }

  #isFailed(mark: number, position: number): boolean {
    const bit = mark * this.#width + position;
    return (this.#failed[bit >> 3]! & (1 << (bit & 7))) !== 0;
  }

  /** Takes the bits of the way that led to a match away again. */
  #forgive(): void {
    for (const bit of this.#trail) this.#failed[bit >> 3]! &= ~(1 << (bit & 7));
    this.#trail.length = 0;
  }

  /** The instruction to go on with after a failure, or EXHAUSTED. */
  #backtrack(stack: number[], slots: number[]): number {
    while (stack.length > 0) {
      const trail = stack.pop()!;
      const value = stack.pop()!;
      const target = stack.pop()!;
      if (target >= 0) {
        this.#trail.length = trail;
        this.#position = value;
        return target;
      }
      slots[-1 - target] = value;
    }
    return EXHAUSTED;
  }

  /** An atomic group or a look-around. */
  #inner(
    instruction: Instruction & { op: 'atomic' | 'look' },
    position: number,
    slots: number[],
    stack: number[],
  ): number {
    const back = instruction.op === 'look' ? instruction.back : 0;
    const before = slots.slice();
    const end = position < back ? -1 : this.#search(instruction.start, position - back, -1, slots);
    const found = back > 0 ? end === position : end >= 0;
    if (instruction.op === 'look') {
      if (found === instruction.negative) {
        restore(slots, before);
        return FAILED;
      }
    } else if (!found) {
      return FAILED;
    }
    this.#ended = end;
    before.forEach((value, i) => {
      if (slots[i] !== value) stack.push(-1 - i, value, 0);
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

const FAILED = -1;
const MATCHED = -2;
const EXHAUSTED = -3;
