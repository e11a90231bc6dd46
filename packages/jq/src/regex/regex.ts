import { raise } from '../runtime/raise.ts';
import { RegexMatcher } from './matcher.ts';
import { parsePattern } from './parser.ts';
import { PatternError } from './pattern.ts';
import { compilePattern, type RegexProgram } from './program.ts';

/** A compiled regular expression with the flags that are not part of its program. */
export interface Regex {
  readonly program: RegexProgram;
  readonly global: boolean;
  /** Searches one text at a time; whoever uses it calls `begin` first. */
  readonly matcher: RegexMatcher;
}

const FLAGS = 'gixmspln';
const MAX_CACHED = 500;
const MAX_FLAGS = 20;
/** By flags, then by pattern. */
const cache = new Map<string, Map<string, Regex>>();

/** Compiles a pattern with jq's flags, or takes it from the cache. Raises jq's errors. */
export function compileRegex(pattern: string, flags: string): Regex {
  let sameFlags = cache.get(flags);
  const known = sameFlags?.get(pattern);
  if (known !== undefined) return known;
  for (const flag of flags) if (!FLAGS.includes(flag)) raise(`${flags} is not a valid modifier string`);
  const program = programOf(pattern, flags);
  const matcher = new RegexMatcher(program, { longest: flags.includes('l'), notEmpty: flags.includes('n') });
  const regex: Regex = { program, global: flags.includes('g'), matcher };
  if (sameFlags === undefined || sameFlags.size >= MAX_CACHED) {
    if (cache.size >= MAX_FLAGS) cache.clear();
    sameFlags = new Map();
    cache.set(flags, sameFlags);
  }
  sameFlags.set(pattern, regex);
  return regex;
}

function programOf(pattern: string, flags: string): RegexProgram {
  try {
    const parsed = parsePattern(pattern, {
      ignoreCase: flags.includes('i'),
      extended: flags.includes('x'),
      dotAll: flags.includes('m') || flags.includes('p'),
      lines: false,
    });
    return compilePattern(parsed.pattern, parsed.groups);
  } catch (error) {
    if (error instanceof PatternError) return raise(`Regex failure: ${error.message}`);
    throw error;
  }
}
