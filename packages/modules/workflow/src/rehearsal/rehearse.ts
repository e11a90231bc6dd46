import type { Proof } from '@parley/contracts';
import { type Catalog, type Workflow, walkTasks } from '@parley/dsl';
import { createMemoryEngine, type Outcome } from '@parley/engine';
import type { Json } from '@parley/kernel';
import type { ContractMocks } from '../ports.ts';
import { consequencesOf, type RehearsedRun } from './consequences.ts';
import { faultName, faultsOf } from './faults.ts';
import { boundaryInputs, rehearsalInput } from './input.ts';
import { type RunPlan, RunPlanner } from './plan.ts';
import { RehearsalTime } from './rehearsal-time.ts';
import { createStandIn, type Seen } from './stand-in.ts';

const TENANT = '00000000-0000-7000-8000-000000000000';
const DEFINITION = 'rehearsal@1';
/** Problems that only a wrong definition can have, whatever the outside does. */
const DEFECTS = /\/(expression|validation|configuration)$/;

interface RunResult {
  readonly plan: RunPlan;
  readonly outcome: Outcome;
  readonly path: readonly string[];
  readonly seen: Seen;
  readonly undone: readonly string[];
}

/**
 * Runs a definition on the memory driver against mocks of the catalog: the happy path, the other answers that lead it
 * another way, rejections, and a fault for every operation it reaches. Waits take no time.
 */
export async function rehearse(workflow: Workflow, catalog: Catalog, mocks: ContractMocks): Promise<Proof> {
  const byId = new Map(catalog.operations.map((operation) => [operation.id, operation]));
  const input = rehearsalInput(workflow, catalog, mocks);
  const planner = new RunPlanner(
    (id) => mocks.variants(byId.get(id)!),
    (id) => faultsOf(byId.get(id)!),
    boundaryInputs(workflow, catalog, mocks),
  );
  const results: RunResult[] = [];
  for (let plan = planner.next(); plan; plan = planner.next()) {
    const result = await runOnce(workflow, catalog, mocks, plan, input);
    planner.observe(plan, result.seen);
    results.push(result);
  }
  return toProof(workflow, results, catalog);
}

async function runOnce(
  workflow: Workflow,
  catalog: Catalog,
  mocks: ContractMocks,
  plan: RunPlan,
  input: Json,
): Promise<RunResult> {
  const path: string[] = [];
  const time = new RehearsalTime();
  const { effects, seen } = createStandIn(catalog, mocks, plan, time, (executionId, name) => {
    const decision = { approved: plan.decision === 'approved', by: 'rehearsal' };
    void engine.resolve(TENANT, executionId, name, decision);
  });
  const engine = createMemoryEngine({
    time,
    effects: { ...effects, definitions: { ...effects.definitions, load: async () => workflow } },
    observer: (event) => {
      if (event.type === 'started') path.push(event.pointer);
    },
  });
  const executionId = TENANT;
  const trigger = { kind: 'rehearsal' as const };
  await engine.start({
    tenantId: TENANT,
    executionId,
    definition: DEFINITION,
    input: plan.boundary?.value ?? input,
    trigger,
  });
  const outcome = await engine.outcome(TENANT, executionId);
  const history = await engine.history(TENANT, executionId);
  await engine.close();
  const undone = history
    .filter(({ type }) => type === 'CompensationStarted')
    .map(({ key }) => key.replace(/![^/]*$/, ''));
  return { plan, outcome, path, seen, undone };
}

function toProof(workflow: Workflow, results: readonly RunResult[], catalog: Catalog): Proof {
  const tasks = [...walkTasks(workflow)].map((task) => task.pointer).filter((pointer) => pointer.startsWith('/do/'));
  const reached = new Set(results.flatMap((result) => result.path));
  const uncovered = tasks.filter((pointer) => !reached.has(pointer));
  const violations = [...new Set(results.flatMap(violationsOf))];
  return {
    passed: violations.length === 0,
    runs: telling(results).map(toRun),
    coveredTasks: tasks.length - uncovered.length,
    totalTasks: tasks.length,
    uncovered,
    violations,
    consequences: consequences(results, catalog),
  };
}

/** What happens per fault and per bound, against the run that went the same way without it. */
function consequences(results: readonly RunResult[], catalog: Catalog): string[] {
  const byPlan = new Map(results.map((result) => [result.plan, toRehearsed(result)]));
  const comparisons = results.flatMap(({ plan }) => {
    const usual = plan.usual && byPlan.get(plan.usual);
    return usual ? [{ plan, run: byPlan.get(plan)!, usual }] : [];
  });
  return consequencesOf(comparisons, catalog);
}

function toRehearsed({ outcome, seen, undone }: RunResult): RehearsedRun {
  return { outcome, effects: seen.effects, undone };
}

/** Runs that show something: faults, and those that went a way that none before them went. */
function telling(results: readonly RunResult[]): RunResult[] {
  const ways = new Set<string>();
  return results.filter((result) => {
    const way = JSON.stringify([result.path, result.outcome.status]);
    const known = ways.has(way);
    ways.add(way);
    return !known || result.plan.fault !== undefined || violationsOf(result).length > 0;
  });
}

/** What a run shows to be wrong: arguments that no schema allows, and failures that no injected fault explains. */
function violationsOf({ plan, outcome, seen }: RunResult): string[] {
  // What a bound of a schema leads to is told, and is no defect: whether such data come is for people to say.
  if (plan.boundary) return [];
  const found = [...seen.violations];
  if (outcome.status !== 'faulted') return found;
  const { type, detail, instance } = outcome.error;
  if (plan.fault && !DEFECTS.test(type)) return found;
  return [...found, `when ${plan.name}: ${instance ?? 'the workflow'} fails with ${detail ?? type}`];
}

function toRun({ plan, outcome, path, seen }: RunResult): Proof['runs'][number] {
  const error = outcome.status === 'faulted' ? (outcome.error.detail ?? outcome.error.type) : undefined;
  return {
    name: plan.name,
    ...(plan.fault && { fault: faultName(plan.fault) }),
    status: outcome.status,
    path: [...path],
    effects: seen.effects.map(({ key: _, changes: __, ...effect }) => effect),
    ...(error !== undefined && { error }),
  };
}
