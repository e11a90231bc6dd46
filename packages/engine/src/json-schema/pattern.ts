import { RE2JS } from 're2js';

const MAX_CACHED = 500;
const compiled = new Map<string, RE2JS | undefined>();

/**
 * Whether a text fits a pattern that somebody else wrote. Takes linear time whatever the pattern; a pattern that needs
 * backtracking (look-around, back-references) fits everything.
 */
export function fitsPattern(text: string, pattern: string): boolean {
  if (!compiled.has(pattern)) {
    if (compiled.size >= MAX_CACHED) compiled.delete(compiled.keys().next().value!);
    compiled.set(pattern, compile(pattern));
  }
  return compiled.get(pattern)?.matcher(text).find() ?? true;
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
