import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile, JqError, JqSyntaxError, type Json, run, runEach } from '@parley/jq';
import type { CaseFailure, Suite, SuiteResult } from '../suite.ts';
import { type JqCase, readCases } from './cases.ts';

/** More than any case needs; the nested ones build 10,000 levels. */
const OPTIONS = { fuel: 1e9, now: 1_700_000_000 };

const FROM_JSON = compile('fromjson');

/** jq's own tests, judged as jq's harness does: outputs are compared as values, and an error after them is no failure. */
export const jqSuite: Suite = {
  origin: "jq's tests: github.com/jqlang/jq, folder tests/, commit 579e6f7 (2026-07-02); put *.test into DIR/jq.",
  folder: 'jq',
  known: 'jq-known.json',
  async run(dataDir) {
    const folder = join(dataDir, 'jq');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.test')).sort();
    const failed: CaseFailure[] = [];
    const files: { name: string; passed: number; total: number }[] = [];
    const ids = new Set<string>();
    for (const name of names) {
      const cases = readCases(name, await readFile(join(folder, name), 'utf8'));
      for (const { id } of cases) ids.add(id);
      const problems = cases.flatMap((one) => failureOf(one));
      failed.push(...problems);
      files.push({ name, passed: cases.length - problems.length, total: cases.length });
    }
    return { ...summary(files, failed), ids };
  },
};

function summary(files: NonNullable<SuiteResult['files']>, failed: readonly CaseFailure[]): SuiteResult {
  const total = files.reduce((sum, file) => sum + file.total, 0);
  return { total, passed: total - failed.length, failed, files };
}

function failureOf(one: JqCase): CaseFailure[] {
  try {
    const problem = one.fails === null ? problemOfRun(one) : problemOfCompile(one);
    return problem === null ? [] : [{ id: one.id, problem }];
  } catch (error) {
    return [{ id: one.id, problem: error instanceof Error ? error.message : String(error) }];
  }
}

/** The program must be refused. jq's message is compared where it is not about its own parser's tables. */
function problemOfCompile({ program, fails }: JqCase): string | null {
  try {
    compile(program);
    return 'the program compiles, but must not';
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    const wanted = fails!.message?.replace(/^jq: error: /, '').replace(/ at <top-level>.*$/, '');
    if (wanted === undefined || wanted.startsWith('syntax error')) return null;
    const messages = error.diagnostics.map(({ message }) => message);
    return messages.includes(wanted) ? null : `message ${JSON.stringify(messages)}, expected ${JSON.stringify(wanted)}`;
  }
}

function problemOfRun({ program, input, outputs }: JqCase): string | null {
  const expected = outputs.map((text) => read(text));
  const compiled = compile(program);
  const actual: Json[] = [];
  let raised: JqError | undefined;
  try {
    runEach(compiled, read(input), (value) => actual.push(value) > 0, OPTIONS);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    raised = error;
  }
  if (actual.length < expected.length && raised !== undefined) return `raised: ${raised.message.slice(0, 300)}`;
  if (actual.length !== expected.length) return `${actual.length} outputs, expected ${expected.length}`;
  const wrong = expected.findIndex((value, i) => !same(actual[i]!, value));
  return wrong < 0 ? null : `output ${wrong + 1} is ${show(actual[wrong]!)}, expected ${outputs[wrong]}`;
}

/** jq reads `nan` and numbers beyond JSON, and so does this. */
function read(text: string): Json {
  return run(FROM_JSON, text, OPTIONS)[0]!;
}

const EQUAL = compile('.[0] == .[1]');

function same(actual: Json, expected: Json): boolean {
  return run(EQUAL, [actual, expected], OPTIONS)[0] === true;
}

const SHOW = compile('tojson');

function show(value: Json): string {
  return String(run(SHOW, value, OPTIONS)[0]).slice(0, 300);
}
