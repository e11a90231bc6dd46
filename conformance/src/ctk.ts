import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINES } from './scenarios/engines.ts';
import { readFeature, type Scenario } from './scenarios/run-feature.ts';
import type { CaseFailure, Suite, SuiteResult } from './suite.ts';

/** Runs every scenario of the feature files in a folder on one driver. */
export async function runFeatures(folder: string, driver = 'memory'): Promise<SuiteResult> {
  const failed: CaseFailure[] = [];
  const files: { name: string; passed: number; total: number }[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.feature')).sort()) {
    const scenarios = readFeature(await readFile(join(folder, file), 'utf8'), file);
    const failures = await runAll(file, scenarios, driver);
    failed.push(...failures);
    files.push({ name: file, passed: scenarios.length - failures.length, total: scenarios.length });
  }
  const total = files.reduce((sum, file) => sum + file.total, 0);
  return { passed: total - failed.length, total, failed, files };
}

async function runAll(file: string, scenarios: readonly Scenario[], driver: string): Promise<CaseFailure[]> {
  const failures: CaseFailure[] = [];
  for (const scenario of scenarios) {
    try {
      await scenario.run(ENGINES[driver]!);
    } catch (error) {
      failures.push({
        id: `${file}: ${scenario.name}`,
        problem: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return failures;
}

/** The specification's own conformance kit, with a mock of the two hosts that it names. */
export const ctkSuite: Suite = {
  origin:
    'Open Workflow Specification CTK: github.com/open-workflow-specification/specification, folder ctk, 2026-07-29.',
  folder: 'ctk/features',
  run: (dataDir) => runFeatures(join(dataDir, 'ctk/features')),
};

/** Scenarios of our own in the kit's vocabulary, for what the kit leaves out. */
export const scenarioSuite: Suite = {
  origin: 'conformance/features of this repository.',
  folder: '.',
  run: () => runFeatures(new URL('../features', import.meta.url).pathname),
};
