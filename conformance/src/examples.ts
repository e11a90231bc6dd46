import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { formatWorkflow, parseWorkflow, printDiagnostic } from '@parley/dsl';
import { dataDirectory, officialSchema, type SchemaValidator } from '@parley/dsl/testing';
import { parse } from 'yaml';
import type { CaseFailure, Suite, SuiteResult } from './suite.ts';

/** What must hold for an example; answers what is wrong, or nothing. */
type Case = (text: string, violations: SchemaValidator) => string | undefined;

const CASES: Readonly<Record<string, Case>> = {
  'is accepted without errors': (text) => {
    const errors = parseWorkflow(text).diagnostics.filter(({ severity }) => severity === 'error');
    return errors.length === 0 ? undefined : errors.map((finding) => printDiagnostic(finding, text)).join('\n');
  },
  'has the value the yaml package reads': (text) =>
    isDeepStrictEqual(parseWorkflow(text).workflow, parse(text)) ? undefined : 'The values differ.',
  'is valid under the official schema': (text, violations) => violations(parse(text)).join('\n') || undefined,
  'is formatted without loss': (text) => {
    const formatted = formatWorkflow(text);
    if (!isDeepStrictEqual(parse(formatted), parse(text))) return `Formatting changes the definition:\n${formatted}`;
    return formatWorkflow(formatted) === formatted ? undefined : 'Formatting twice gives another text.';
  },
};

/** Runs every case for every definition in a folder. */
export async function runExamples(folder: string, violations: SchemaValidator): Promise<SuiteResult> {
  const failed: CaseFailure[] = [];
  const files = (await readdir(folder)).filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort();
  const total = files.length * Object.keys(CASES).length;
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    for (const [name, run] of Object.entries(CASES)) {
      const problem = run(text, violations);
      if (problem !== undefined) failed.push({ id: `${file}: ${name}`, problem });
    }
  }
  return { passed: total - failed.length, total, failed };
}

/** The specification's own examples; its schema is taken from the usual place when the data folder has none. */
export const examplesSuite: Suite = {
  origin:
    'Open Workflow Specification examples: github.com/open-workflow-specification/specification, folder examples, 2026-07-29.',
  folder: 'examples',
  run(dataDir) {
    const schemaDir = existsSync(join(dataDir, 'schema/workflow.yaml')) ? dataDir : dataDirectory();
    return runExamples(join(dataDir, 'examples'), officialSchema(schemaDir));
  },
};
