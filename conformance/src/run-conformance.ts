import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judge, readKnown, type Verdict } from './known.ts';
import type { Suite, SuiteResult } from './suite.ts';
import { SUITES } from './suites.ts';

export interface ConformanceOptions {
  /** Suites to run; all when empty. */
  readonly names: readonly string[];
  /** Folder with the suites' data. */
  readonly data: string;
  /** Print one JSON object per suite at the end. */
  readonly json: boolean;
}

/** Runs suites and prints what came of them. Gives 0, 1 when a case fails that no list explains, 2 without data. */
export async function runConformance({ names: wanted, data, json }: ConformanceOptions): Promise<number> {
  const names = wanted.length > 0 ? wanted : Object.keys(SUITES);
  const missing = names.filter((name) => !existsSync(join(data, SUITES[name]!.folder)));
  for (const name of missing) {
    console.error(`${name}: no data in ${join(data, SUITES[name]!.folder)}. ${SUITES[name]!.origin}`);
  }
  if (missing.length > 0) return 2;
  let failures = 0;
  let passed = 0;
  const lines: string[] = [];
  for (const name of names) {
    const outcome = await runSuite(name, SUITES[name]!, data);
    failures += outcome.failures;
    passed += outcome.result.passed;
    lines.push(jsonLine(name, outcome.result));
  }
  console.log(`Tests: ${passed} passed, ${failures} failed`);
  if (json) for (const line of lines) console.log(line);
  return failures > 0 ? 1 : 0;
}

async function runSuite(name: string, suite: Suite, data: string): Promise<{ failures: number; result: SuiteResult }> {
  const result = await suite.run(data);
  const verdict = judge(result, await readKnown(suite));
  print(name, result, verdict);
  return { failures: verdict.unexplained.length + verdict.stale.length, result };
}

function print(name: string, result: SuiteResult, verdict: Verdict): void {
  const share = ((100 * result.passed) / Math.max(1, result.total)).toFixed(1);
  console.log(
    `${name}: ${result.passed} of ${result.total} cases pass (${share} %), ${verdict.explained} known misses`,
  );
  for (const file of result.files ?? []) console.log(`  ${file.name}: ${file.passed}/${file.total}`);
  for (const { id, problem } of verdict.unexplained) console.log(`  FAILED ${id}\n    ${problem}`);
  for (const id of verdict.stale)
    console.log(`  STALE ${id}\n    It is no miss any more: remove it from the list of known misses.`);
}

function jsonLine(suite: string, { passed, total, failed }: SuiteResult): string {
  return JSON.stringify({ suite, passed, total, failed: failed.map(({ id }) => id) });
}
