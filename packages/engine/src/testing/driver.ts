import type { Workflow } from '@parley/dsl';
import type { EngineOptions } from '../engine/options.ts';
import type { HistoryEntry } from '../history.ts';
import type { Effects } from '../ports/effects.ts';
import type { ExecutionEngine, Outcome } from '../ports/engine.ts';
import { type FakeEffects, type FakeEffectsOptions, fakeEffects } from './fake-effects.ts';

/** A driver under test: an engine on a store of its own. */
export interface Driver {
  readonly engine: ExecutionEngine;
  /**
   * Another worker takes over the store while the first one may still run; gives its engine, recovered. A crash is
   * `engine.close()` followed by this.
   */
  takeOver(): Promise<ExecutionEngine>;
  close(): Promise<void>;
}

export interface DriverOptions extends Pick<EngineOptions, 'maxIdleRuns' | 'reloadAfterMs'> {
  readonly effects: Effects;
}

export type MakeDriver = (options: DriverOptions) => Promise<Driver>;

export const TENANT_A = '00000000-0000-7000-8000-00000000000a';
export const TENANT_B = '00000000-0000-7000-8000-00000000000b';

let executions = 0;

/** An execution id that no other test of the process uses. */
export function freshId(): string {
  executions += 1;
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${executions.toString(16).padStart(12, '0')}`;
}

/** What a contract test works with. */
export interface Bench extends Driver {
  readonly effects: FakeEffects;
  /** Starts `main` for tenant A and gives its id. */
  start(input?: unknown, engine?: ExecutionEngine): Promise<string>;
  outcome(executionId: string, engine?: ExecutionEngine): Promise<Outcome>;
  history(executionId: string, engine?: ExecutionEngine): Promise<readonly HistoryEntry[]>;
}

/** Runs a test on a fresh driver with the given definition as `main`, and closes the driver. */
export async function withDriver(
  make: MakeDriver,
  main: Workflow,
  options: Partial<FakeEffectsOptions> & Pick<EngineOptions, 'maxIdleRuns'>,
  test: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { maxIdleRuns, definitions, ...rest } = options;
  let current: ExecutionEngine | undefined;
  const effects = fakeEffects({
    publish: async (tenantId, event) => current?.deliverEvent(tenantId, event),
    ...rest,
    definitions: { main, ...definitions },
  });
  const driver = await make({ effects, reloadAfterMs: 20, ...(maxIdleRuns !== undefined && { maxIdleRuns }) });
  current = driver.engine;
  const bench: Bench = {
    effects,
    engine: driver.engine,
    close: () => driver.close(),
    takeOver: async () => {
      current = await driver.takeOver();
      return current;
    },
    async start(input, engine = driver.engine) {
      const executionId = freshId();
      await engine.start({ tenantId: TENANT_A, executionId, definition: 'main', input, trigger: { kind: 'manual' } });
      return executionId;
    },
    outcome: (executionId, engine = driver.engine) => engine.outcome(TENANT_A, executionId),
    history: (executionId, engine = driver.engine) => engine.history(TENANT_A, executionId),
  };
  try {
    await test(bench);
  } finally {
    await driver.close();
  }
}

/** A promise that the test settles. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Waits until `condition` holds; fails after five seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A task that calls `https://outside.test/NAME`. */
export function call(name: string): Workflow['do'][number] {
  return { [name]: { call: 'http', with: { method: 'post', endpoint: `https://outside.test/${name}` } } };
}

/** Names of the called addresses, in order. */
export function called(effects: FakeEffects): string[] {
  return effects.calls.filter(({ kind }) => kind === 'http').map(({ name }) => name.split('/').at(-1)!);
}

/** `type` or `type key` of every entry. */
export function lines(history: readonly HistoryEntry[]): string[] {
  return history.map(({ type, key }) => (key === '' ? type : `${type} ${key}`));
}
