import { WORD_SET } from './char-set.ts';
import { type Instruction, OP, type RegexProgram } from './program.ts';

/** What the table says besides numbers of states: not computed yet, no match any more, a match. */
const UNKNOWN = 0;
const DEAD = 1;
const MATCH = 2;
const START = 3;

/** Symbols of the table: ASCII, a newline that ends the text, and the end. */
const FINAL_NEWLINE = 128;
const END = 129;
const SYMBOLS = 130;
const NEWLINE = 10;

/** States that are kept; then all are forgotten. One state takes 130 bytes. */
const MAX_STATES = 64;

/** What stands before a position, as far as assertions ask for it. */
const AT_START = 0;
const AFTER_NEWLINE = 1;
const AFTER_WORD = 2;
const AFTER_OTHER = 3;

/** Instructions that may be next at a position, and what stands before it. */
interface State {
  readonly pcs: readonly number[];
  readonly before: number;
}

/**
 * Tells whether ASCII texts contain a match, with one look into a table for each character: a deterministic automaton
 * whose states are made when a text first needs them (K. Thompson 1968; R. Cox 2007, with RE2's bounded cache of states).
 * Making one takes time linear in the program, so that the time is bounded as that of `RegexMatcher` is. For programs
 * without look-around and atomic groups, see `isRegular`.
 */
export class RegexAutomaton {
  readonly #code: readonly Instruction[];
  readonly #anchored: boolean;
  /** True if assertions look at the character before a position. */
  readonly #looksBack: boolean;
  #table = new Uint8Array(0);
  #states: State[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #seen: Uint8Array;

  constructor({ code }: RegexProgram) {
    this.#code = code;
    this.#anchored = code[0]!.assertion === 'start';
    this.#looksBack = code.some(({ assertion }) => assertion !== null && LOOKING_BACK.has(assertion));
    this.#seen = new Uint8Array(code.length);
    this.#forget();
  }

  /** Whether the text contains a match; undefined if that depends on a character beyond ASCII. */
  test(text: string): boolean | undefined {
    let state = START;
    const last = text.length - 1;
    for (let i = 0; i <= last; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return undefined;
      const symbol = unit === NEWLINE && i === last ? FINAL_NEWLINE : unit;
      state = this.#table[state * SYMBOLS + symbol]! || this.#next(state, symbol);
      if (state <= MATCH) return state === MATCH;
    }
    return (this.#table[state * SYMBOLS + END]! || this.#next(state, END)) === MATCH;
  }

  /** Computes an entry of the table. */
  #next(number: number, symbol: number): number {
    const { pcs, before } = this.#states[number]!;
    const reached = this.#step(pcs, before, symbol);
    if (reached === null || symbol === END || reached.length === 0) {
      const outcome = reached === null ? MATCH : DEAD;
      this.#table[number * SYMBOLS + symbol] = outcome;
      return outcome;
    }
    const after = this.#looksBack ? kindOf(symbol) : AFTER_OTHER;
    const known = this.#numbers.get(keyOf(reached, after));
    if (known === undefined && this.#states.length >= MAX_STATES) {
      this.#forget();
      return this.#add(reached, after);
    }
    const next = known ?? this.#add(reached, after);
    this.#table[number * SYMBOLS + symbol] = next;
    return next;
  }

  /** The instructions after a symbol, in order; null if a match comes before it. */
  #step(pcs: readonly number[], before: number, symbol: number): readonly number[] | null {
    const char = symbol === FINAL_NEWLINE ? NEWLINE : symbol;
    const reached = new Set<number>(this.#anchored ? [] : [0]);
    const stack = [...pcs];
    this.#seen.fill(0);
    while (stack.length > 0) {
      const pc = stack.pop()!;
      if (this.#seen[pc] === 1) continue;
      this.#seen[pc] = 1;
      const instruction = this.#code[pc]!;
      if (instruction.op === OP.match) return null;
      if (instruction.op > OP.set) follow(instruction, pc, before, symbol, stack);
      else if (symbol !== END && takes(instruction, char)) reached.add(pc + 1);
    }
    return [...reached].sort((a, b) => a - b);
  }

  #add(pcs: readonly number[], before: number): number {
    const number = this.#states.length;
    this.#states.push({ pcs, before });
    this.#numbers.set(keyOf(pcs, before), number);
    const size = this.#states.length * SYMBOLS;
    if (size > this.#table.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(this.#table);
      this.#table = larger;
    }
    return number;
  }

  #forget(): void {
    this.#states = [];
    this.#numbers.clear();
    this.#table.fill(UNKNOWN);
    for (let reserved = 0; reserved < START; reserved++) this.#states.push({ pcs: [], before: AT_START });
    this.#add([0], AT_START);
  }
}

/** True for programs that an automaton can run. */
export function isRegular({ code }: RegexProgram): boolean {
  return code.every(({ op }) => op !== OP.atomic && op !== OP.look && op !== OP.notLook);
}

const LOOKING_BACK: ReadonlySet<string> = new Set(['lineStart', 'wordBoundary', 'noWordBoundary']);

function keyOf(pcs: readonly number[], before: number): string {
  return `${before},${pcs.join()}`;
}

function kindOf(symbol: number): number {
  if (symbol === NEWLINE || symbol === FINAL_NEWLINE) return AFTER_NEWLINE;
  return WORD_SET.has(symbol) ? AFTER_WORD : AFTER_OTHER;
}

function takes({ op, char, set }: Instruction, other: number): boolean {
  return op === OP.char ? char === other : set!.has(other);
}

/** Puts what may come next without taking a character onto the stack. */
function follow(instruction: Instruction, pc: number, before: number, symbol: number, stack: number[]): void {
  switch (instruction.op) {
    case OP.branch:
    case OP.loop:
      stack.push(instruction.to, instruction.other);
      return;
    case OP.jump:
      stack.push(instruction.to);
      return;
    case OP.assert:
      if (holds(instruction, before, symbol)) stack.push(pc + 1);
      return;
    default:
      stack.push(pc + 1);
  }
}

/** The same conditions as `RegexMatcher` has, told by what stands before and after the position. */
function holds({ assertion }: Instruction, before: number, symbol: number): boolean {
  const atNewline = symbol === NEWLINE || symbol === FINAL_NEWLINE;
  switch (assertion!) {
    case 'start':
      return before === AT_START;
    case 'end':
      return symbol === END;
    case 'endOrNewline':
      return symbol === END || symbol === FINAL_NEWLINE;
    case 'lineStart':
      return before === AT_START || (before === AFTER_NEWLINE && symbol !== END);
    case 'lineEnd':
      return symbol === END || atNewline;
    case 'wordBoundary':
      return (before === AFTER_WORD) !== isWord(symbol);
    case 'noWordBoundary':
      return (before === AFTER_WORD) === isWord(symbol);
  }
}

function isWord(symbol: number): boolean {
  return symbol < FINAL_NEWLINE && WORD_SET.has(symbol);
}
