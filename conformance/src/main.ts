import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { judge, readKnown, type Verdict } from './known.ts';
import type { Suite, SuiteResult } from './suite.ts';
import { SUITES } from './suites.ts';

const USAGE = `Usage: npm run conformance -- [suite ...] [--data DIR] [--json]
Suites: ${Object.keys(SUITES).join(', ')} (all if none is named)
--data DIR   folder with the suites' data (default: PARLEY_DATA or ../shared/data)
--json       a JSON object as the last line: { suite, passed, total, failed }`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env.PARLEY_DATA ?? '../shared/data' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const unknown = positionals.find((name) => !Object.hasOwn(SUITES, name));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? USAGE : `There is no suite ${unknown}.\n${USAGE}`);
    return unknown === undefined ? 0 : 2;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
  const missing = names.filter((name) => !hasData(SUITES[name]!));
  for (const name of missing) {
    console.error(`${name}: no data in ${join(resolve(values.data), SUITES[name]!.folder)}. ${SUITES[name]!.origin}`);
  }
  if (missing.length > 0) return 2;
  let failures = 0;
  let passed = 0;
  const lines: string[] = [];
  for (const name of names) {
    const outcome = await runSuite(name, SUITES[name]!);
    failures += outcome.failures;
    passed += outcome.result.passed;
    lines.push(jsonLine(name, outcome.result));
  }
  console.log(`Tests: ${passed} passed, ${failures} failed`);
  if (values.json) for (const line of lines) console.log(line);
  return failures > 0 ? 1 : 0;
}

function hasData(suite: Suite): boolean {
  return existsSync(join(values.data, suite.folder));
}

async function runSuite(name: string, suite: Suite): Promise<{ failures: number; result: SuiteResult }> {
  const result = await suite.run(resolve(values.data));
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
