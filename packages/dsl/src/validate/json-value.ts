import type { ParseLimits } from '../parse/limits.ts';
import { childPointer } from '../parse/pointer.ts';
import type { Finding } from './site.ts';

/** Finds out whether a value is JSON within the limits: no cycles, no functions, no numbers JSON cannot carry. */
export function checkJson(value: unknown, limits: ParseLimits): Finding | undefined {
  let nodes = 0;
  const visit = (part: unknown, pointer: string, depth: number): Finding | undefined => {
    nodes += 1;
    if (nodes > limits.maxNodes) return exceeded(pointer, `has more than ${limits.maxNodes} values`);
    if (depth > limits.maxDepth) return exceeded(pointer, `is nested deeper than ${limits.maxDepth} levels`);
    if (part === null || typeof part === 'string' || typeof part === 'boolean' || Number.isFinite(part))
      return undefined;
    if (typeof part !== 'object' || !isPlain(part)) {
      return { code: 'wrong_type', pointer, message: `Expected a JSON value, found a ${typeof part}` };
    }
    for (const [key, child] of Object.entries(part)) {
      const found = visit(child, childPointer(pointer, key), depth + 1);
      if (found) return found;
    }
    return undefined;
  };
  return visit(value, '', 0);
}

const exceeded = (pointer: string, what: string): Finding => ({
  code: 'limit_exceeded',
  pointer,
  message: `The definition ${what}`,
});

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
