import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Engines, type MakeEngine, memoryEngines } from './scenarios/engines.ts';
import { postgresEngines } from './scenarios/postgres-engines.ts';
import { restateEngines } from './scenarios/restate-engines.ts';
import { readFeature, type Scenario } from './scenarios/run-feature.ts';
import type { CaseFailure, Suite, SuiteResult } from './suite.ts';

/** Runs every scenario of the feature files in a folder on one driver. */
async function runFeatures(folder: string, openEngines: () => Promise<Engines>): Promise<SuiteResult> {
  const failed: CaseFailure[] = [];
  const files: { name: string; passed: number; total: number }[] = [];
  const engines = await openEngines();
  try {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.feature')).sort()) {
      const scenarios = readFeature(await readFile(join(folder, file), 'utf8'), file);
      const failures = await runAll(file, scenarios, engines.make);
      failed.push(...failures);
      files.push({ name: file, passed: scenarios.length - failures.length, total: scenarios.length });
    }
  } finally {
    await engines.close();
  }
  const total = files.reduce((sum, file) => sum + file.total, 0);
  return { passed: total - failed.length, total, failed, files };
}

async function runAll(file: string, scenarios: readonly Scenario[], make: MakeEngine): Promise<CaseFailure[]> {
  const failures: CaseFailure[] = [];
  for (const scenario of scenarios) {
    try {
      await scenario.run(make);
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
function kitOn(engines: () => Promise<Engines>): Suite {
  return {
    origin:
      'Open Workflow Specification CTK: github.com/open-workflow-specification/specification, folder ctk, 2026-07-29.',
    folder: 'ctk/features',
    run: (dataDir) => runFeatures(join(dataDir, 'ctk/features'), engines),
  };
}

/** Scenarios of our own in the kit's vocabulary, for what the kit leaves out. */
function scenariosOn(engines: () => Promise<Engines>): Suite {
  return {
    origin: 'conformance/features of this repository.',
    folder: '.',
    run: () => runFeatures(fileURLToPath(new URL('../features', import.meta.url)), engines),
  };
}

/** The kit and our own scenarios on every driver. */
export const FEATURE_SUITES: Readonly<Record<string, Suite>> = {
  ctk: kitOn(memoryEngines),
  'ctk-postgres': kitOn(postgresEngines),
  'ctk-restate': kitOn(restateEngines),
  scenarios: scenariosOn(memoryEngines),
  'scenarios-postgres': scenariosOn(postgresEngines),
  'scenarios-restate': scenariosOn(restateEngines),
};
