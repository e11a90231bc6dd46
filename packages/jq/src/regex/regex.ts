import { charge, meter } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { run } from '../runtime/run-state.ts';
import { RegexMatcher } from './matcher.ts';
import { parsePattern } from './parser.ts';
import { PatternError } from './pattern.ts';
import { compilePattern, type RegexProgram } from './program.ts';

/** A compiled regular expression with the flags that are not part of its program. */
export interface Regex {
  readonly program: RegexProgram;
  readonly global: boolean;
  /** What compiling it costs in fuel. */
  readonly cost: number;
  /** The run that paid for it last. */
  paidBy: object | null;
  /** Searches one text at a time; whoever uses it calls `begin` first. */
  readonly matcher: RegexMatcher;
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

/**
 * Compiles a pattern with jq's flags, or takes it from the cache. Raises jq's errors. Each run pays once for each of its
 * patterns, whether it was in the cache or not, so that the same program always takes the same fuel.
 */
export function compileRegex(pattern: string, flags: string): Regex {
  const regex = cache.get(flags)?.get(pattern) ?? compileNew(pattern, flags);
  if (regex.paidBy === null || regex.paidBy !== run.patterns) payFor(regex, `${flags}/${pattern}`);
  return regex;
}

function payFor(regex: Regex, name: string): void {
  run.patterns ??= new Set();
  if (!run.patterns.has(name)) {
    charge(regex.cost);
    run.patterns.add(name);
  }
  regex.paidBy = run.patterns;
}

function compileNew(pattern: string, flags: string): Regex {
  for (const flag of flags) if (!FLAGS.includes(flag)) raise(`${flags} is not a valid modifier string`);
  const program = programOf(pattern, flags);
  const matcher = new RegexMatcher(program, { longest: flags.includes('l'), notEmpty: flags.includes('n') });
  const cost = 150 + pattern.length * CHARACTER_COST + program.code.length * INSTRUCTION_COST;
  const regex: Regex = { program, global: flags.includes('g'), cost, paidBy: null, matcher };
  keep(regex, pattern, flags);
  return regex;
}

function keep(regex: Regex, pattern: string, flags: string): void {
  const { length } = regex.program.code;
  if (cached >= MAX_CACHED || cachedInstructions + length > MAX_CACHED_INSTRUCTIONS) {
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

/** Does not begin what the fuel does not pay for. */
function assertAffordable(pattern: string, flags: string): void {
  const least = pattern.length * CHARACTER_COST;
  if (least > meter.fuel && run.patterns?.has(`${flags}/${pattern}`) !== true) charge(least);
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
