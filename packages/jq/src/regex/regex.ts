import { charge, meter } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { run } from '../runtime/run-state.ts';
import { isRegular, RegexAutomaton } from './automaton.ts';
import { RegexMatcher } from './matcher.ts';
import { parsePattern } from './parser.ts';
import { PatternError } from './pattern.ts';
import { compilePattern, type RegexProgram } from './program.ts';
import { Subject } from './subject.ts';

/** A compiled regular expression with the flags that are not part of its program. */
export interface Regex {
  readonly program: RegexProgram;
  readonly global: boolean;
  /** What compiling it costs in fuel. */
  readonly cost: number;
  /** The number of the run that paid for it last. */
  paidBy: number;
  /** Searches one text at a time; whoever uses it calls `begin` first. */
  readonly matcher: RegexMatcher;
  /** True if the program is short and no search takes more than one step for each instruction at each character. */
  readonly linear: boolean;
  /** Tells whether there is a match, faster; null for larger programs. Made when first used. */
  automaton: RegexAutomaton | null | undefined;
}

const FLAGS = 'gixmspln';
/** Regular expressions that are kept, and instructions of all of them. */
const MAX_CACHED = 2000;
const MAX_CACHED_INSTRUCTIONS = 100_000;
/** Fuel for one character of a pattern and for one instruction. */
const CHARACTER_COST = 2;
const INSTRUCTION_COST = 5;
/** By flags, then by pattern. */
const cache = new Map<string, Map<string, Regex>>();
let cached = 0;
let cachedInstructions = 0;
/** What was asked for last. */
const latest: { pattern: string; flags: string; regex: Regex | null } = { pattern: '', flags: '', regex: null };

/**
 * Compiles a pattern with jq's flags, or takes it from the cache. Raises jq's errors. Each run pays once for each of its
 * patterns, whether it was in the cache or not, so that the same program always takes the same fuel.
 */
export function compileRegex(pattern: string, flags: string): Regex {
  const isLatest = latest.pattern === pattern && latest.flags === flags && latest.regex !== null;
  const regex = isLatest ? latest.regex! : (cache.get(flags)?.get(pattern) ?? compileNew(pattern, flags));
  if (regex.paidBy !== run.number) {
    if (run.patterns?.has(nameOf(pattern, flags)) !== true) charge(regex.cost);
    regex.paidBy = run.number;
  }
  if (!isLatest) Object.assign(latest, { pattern, flags, regex });
  return regex;
}

function nameOf(pattern: string, flags: string): string {
  return `${flags}/${pattern}`;
}

function compileNew(pattern: string, flags: string): Regex {
  for (const flag of flags) if (!FLAGS.includes(flag)) raise(`${flags} is not a valid modifier string`);
  const program = programOf(pattern, flags);
  const options = { longest: flags.includes('l'), notEmpty: flags.includes('n') };
  const matcher = new RegexMatcher(program, options);
  const short = program.code.length <= MAX_SHORT_PROGRAM;
  const linear = short && !options.longest && !options.notEmpty && isRegular(program);
  const cost = 150 + pattern.length * CHARACTER_COST + program.code.length * INSTRUCTION_COST;
  const automaton = program.code.length <= MAX_AUTOMATON_PROGRAM ? undefined : null;
  const regex: Regex = { program, global: flags.includes('g'), cost, paidBy: -1, matcher, linear, automaton };
  keep(regex, pattern, flags);
  return regex;
}

function keep(regex: Regex, pattern: string, flags: string): void {
  const { length } = regex.program.code;
  if (cached >= MAX_CACHED || cachedInstructions + length > MAX_CACHED_INSTRUCTIONS) {
    rememberPaid();
    cache.clear();
    cached = 0;
    cachedInstructions = 0;
  }
  cached += 1;
  cachedInstructions += length;
  const sameFlags = cache.get(flags);
  if (sameFlags === undefined) cache.set(flags, new Map([[pattern, regex]]));
  else sameFlags.set(pattern, regex);
}

/** Keeps in mind what the run in progress has paid for, before the cache is emptied. */
function rememberPaid(): void {
  for (const [flags, patterns] of cache) {
    for (const [pattern, { paidBy }] of patterns) {
      if (paidBy !== run.number) continue;
      run.patterns ??= new Set();
      run.patterns.add(nameOf(pattern, flags));
    }
  }
}

/** Does not begin what the fuel does not pay for. */
function assertAffordable(pattern: string, flags: string): void {
  const least = pattern.length * CHARACTER_COST;
  if (least > meter.fuel && run.patterns?.has(nameOf(pattern, flags)) !== true) charge(least);
}

function programOf(pattern: string, flags: string): RegexProgram {
  assertAffordable(pattern, flags);
  try {
    const parsed = parsePattern(pattern, {
      ignoreCase: flags.includes('i'),
      extended: flags.includes('x'),
      dotAll: flags.includes('m') || flags.includes('p'),
      lines: false,
    });
    return compilePattern(parsed.pattern, parsed.groups);
  } catch (error) {
    if (error instanceof PatternError) {
      charge(8 + pattern.length * CHARACTER_COST);
      return raise(`Regex failure: ${error.message}`);
    }
    throw error;
  }
}

/** Longest text and program whose test is paid for in advance. */
const MAX_SHORT_TEXT = 4096;
const MAX_SHORT_PROGRAM = 256;
/** Largest program that gets an automaton. */
const MAX_AUTOMATON_PROGRAM = 64;
/** Steps of a search, one for each instruction at each character at most, for one unit of fuel. */
const STEPS_PER_UNIT = 16;

/**
 * Whether a text contains a match. What a search takes at most is paid for in advance where that is little, so that it
 * does not matter to the fuel who searches; else the matcher counts.
 */
export function testRegex(regex: Regex, text: string): boolean {
  const { code } = regex.program;
  if (!regex.linear || text.length > MAX_SHORT_TEXT) return findsMatch(regex, text);
  charge((text.length * code.length) / STEPS_PER_UNIT);
  if (regex.automaton === undefined) regex.automaton = new RegexAutomaton(regex.program);
  const answer = regex.automaton?.test(text);
  return answer ?? withoutMeter(() => findsMatch(regex, text));
}

function findsMatch({ matcher }: Regex, text: string): boolean {
  matcher.begin(new Subject(text));
  return matcher.find(0) !== null;
}

function withoutMeter<T>(work: () => T): T {
  const { fuel } = meter;
  meter.fuel = Number.POSITIVE_INFINITY;
  try {
    return work();
  } finally {
    meter.fuel = fuel;
  }
}
