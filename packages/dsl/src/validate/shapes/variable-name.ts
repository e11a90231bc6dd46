import { nearest } from '../../diagnostics/nearest.ts';

/** The name that a construct gives to one of its variables, or the default; the key may be misspelt. */
export function variableIn(owner: unknown, key: string, fallback: string): string {
  if (typeof owner !== 'object' || owner === null) return fallback;
  const entries = Object.entries(owner);
  const entry = entries.find(([name]) => name === key) ?? entries.find(([name]) => nearest(name, [key]) !== undefined);
  return typeof entry?.[1] === 'string' ? entry[1] : fallback;
}
