import { isObject } from '@parley/kernel';
import { standardError } from '../problem.ts';

/** Header values as texts; null and missing ones are left out. */
export function toHeaders(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  return Object.fromEntries(
    entriesOf(value, 'headers').map(([name, item]) => [
      name,
      Array.isArray(item) ? item.map(text).join(', ') : text(item),
    ]),
  );
}

/** Query parameters as texts or lists of texts; null and missing ones are left out. */
export function toQuery(value: unknown): Record<string, string | readonly string[]> {
  if (value === undefined) return {};
  return Object.fromEntries(
    entriesOf(value, 'query').map(([name, item]) => [name, Array.isArray(item) ? item.map(text) : text(item)]),
  );
}

function entriesOf(value: unknown, what: string): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) throw standardError('expression', `${what} has to be an object`);
  return Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
