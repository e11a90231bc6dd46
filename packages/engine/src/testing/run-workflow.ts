import type { TaskList, Workflow } from '@parley/dsl';
import type { LocalEngine } from '../engine/local-engine.ts';
import type { HistoryEntry } from '../history.ts';
import type { TaskEvent } from '../interpret/observer.ts';
import { createMemoryEngine, type MemoryEngineOptions } from '../memory/memory-engine.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import type { Outcome } from '../ports/engine.ts';
import { type FakeEffects, type FakeEffectsOptions, fakeEffects } from './fake-effects.ts';

export const TENANT = 'tenant-1';

/** A definition around a list of tasks. */
export function workflowOf(tasks: TaskList, more: Partial<Workflow> = {}): Workflow {
  return { document: { dsl: '1.0.3', namespace: 'test', name: 'workflow', version: '1.0.0' }, do: tasks, ...more };
}

export interface TestRun {
  readonly engine: LocalEngine;
  readonly effects: FakeEffects;
  readonly store: MemoryStore;
  readonly executionId: string;
  /** Every task event of the live run, in order. */
  readonly events: TaskEvent[];
  outcome(): Promise<Outcome>;
  history(): Promise<readonly HistoryEntry[]>;
}

export type TestRunOptions = Partial<FakeEffectsOptions> &
  Partial<Omit<MemoryEngineOptions, 'effects' | 'observer'>> & { readonly input?: unknown };

/** Starts a workflow on the memory driver with fake effects. */
export async function startWorkflow(workflow: Workflow, options: TestRunOptions = {}): Promise<TestRun> {
  const { input, store = new MemoryStore(), time, limits, maxIdleRuns, definitions, ...rest } = options;
  const events: TaskEvent[] = [];
  let engine: LocalEngine | undefined;
  const effects = fakeEffects({
    publish: async (tenantId, event) => engine?.deliverEvent(tenantId, event),
    ...rest,
    definitions: { main: workflow, ...definitions },
  });
  engine = createMemoryEngine({
    store,
    effects,
    observer: (event) => events.push(event),
    ...(time && { time }),
    ...(limits && { limits }),
    ...(maxIdleRuns !== undefined && { maxIdleRuns }),
  });
  const executionId = 'execution-1';
  const request = { tenantId: TENANT, executionId, definition: 'main', input, trigger: { kind: 'manual' } } as const;
  await engine.start(request);
  return {
    engine,
    effects,
    store,
    executionId,
    events,
    outcome: () => engine.outcome(TENANT, executionId),
    history: () => engine.history(TENANT, executionId),
  };
}

/** Runs a workflow to its end and gives how it ended. */
export async function runWorkflow(workflow: Workflow, options: TestRunOptions = {}): Promise<Outcome & TestRun> {
  const run = await startWorkflow(workflow, options);
  return { ...run, ...(await run.outcome()) } as Outcome & TestRun;
}
