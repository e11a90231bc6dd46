import { readFile } from 'node:fs/promises';
import type { Suite, SuiteResult } from './suite.ts';

/** A result compared with the list of known misses. */
export interface Verdict {
  /** Failures that nobody explained. */
  readonly unexplained: SuiteResult['failed'];
  /** Known misses that were missed indeed. */
  readonly explained: number;
  /** Known misses that pass, or do not exist where the suite does not say which cases there are; they must leave the list. */
  readonly stale: readonly string[];
}

/** Reads a suite's known misses: a map from case id to reason. */
export async function readKnown(suite: Suite): Promise<Readonly<Record<string, string>>> {
  if (suite.known === undefined) return {};
  const path = new URL(`../${suite.known}`, import.meta.url);
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
}

/** Sorts failures into explained and unexplained ones. */
export function judge(result: SuiteResult, known: Readonly<Record<string, string>>): Verdict {
  const failed = new Set(result.failed.map(({ id }) => id));
  const unexplained = result.failed.filter(({ id }) => !Object.hasOwn(known, id));
  const isThere = (id: string): boolean => result.ids === undefined || result.ids.has(id);
  const stale = Object.keys(known).filter((id) => isThere(id) && !failed.has(id));
  return { unexplained, explained: result.failed.length - unexplained.length, stale };
}
