import {
  createMemoryEngine,
  type Effects,
  type ExecutionEngine,
  MemoryStore,
  type TaskObserver,
  type TimeSource,
} from '@parley/engine';

export interface EngineSetup {
  readonly effects: Effects;
  readonly time: TimeSource;
  readonly observer: TaskObserver;
}

/** An engine for one scenario. */
export interface ScenarioEngine {
  readonly engine: ExecutionEngine;
  /** After `engine.close()`: another worker goes on with what is there. */
  takeOver(): Promise<ExecutionEngine>;
  close(): Promise<void>;
  /** What is left when the scenario is over; only the memory driver has it. */
  store?(): MemoryStore;
}

export type MakeEngine = (setup: EngineSetup) => Promise<ScenarioEngine>;

/** The memory driver. */
export const memoryEngine: MakeEngine = async (setup) => {
  let store = new MemoryStore();
  let engine = createMemoryEngine({ ...setup, store, maxIdleRuns: 0 });
  const first = engine;
  return {
    engine: first,
    async takeOver() {
      store = store.takeOver();
      engine = createMemoryEngine({ ...setup, store, maxIdleRuns: 0 });
      await engine.recover();
      return engine;
    },
    close: () => engine.close(),
    store: () => store,
  };
};

/** A driver that scenarios can run on. */
export interface Engines {
  readonly make: MakeEngine;
  close(): Promise<void>;
}

export async function memoryEngines(): Promise<Engines> {
  return { make: memoryEngine, close: async () => {} };
}
