import { compile, JqError, JqSyntaxError, type Json, runEach } from '../src/index.ts';
import type { Case, Outcome } from './reference.ts';

/** More than any generated case takes. */
const FUEL = 50_000_000;

/** What our implementation gives for a case; undefined if it refuses the program. The input is frozen. */
export function outcomeOf({ program, input }: Case): Outcome | undefined {
  const outputs: Json[] = [];
  try {
    runEach(compile(program), deepFreeze(input) as Json, (value) => outputs.push(value) > 0, { fuel: FUEL });
    return { outputs };
  } catch (error) {
    if (error instanceof JqError) return { outputs, error: { value: error.value } };
    if (error instanceof JqSyntaxError) return undefined;
    throw error;
  }
}

/** Freezes a value with all its parts, so that any attempt to change it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

/** A text that is the same for equal outcomes: keys in order, numbers as JSON can write them. */
export function canonical(outcome: Outcome | undefined): string {
  return JSON.stringify(outcome ?? 'refused', (_key, value: unknown) => {
    if (typeof value === 'number') return canonicalNumber(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function canonicalNumber(value: number): number | null {
  if (Number.isNaN(value)) return null;
  if (!Number.isFinite(value)) return Math.sign(value) * Number.MAX_VALUE;
  return value + 0;
}
