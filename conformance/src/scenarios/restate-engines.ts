import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestateEngine, startEmbeddedRestate } from '@parley/adapter-restate';
import { MemoryStore } from '@parley/engine';
import type { EngineSetup, Engines, ScenarioEngine } from './engines.ts';

// A scenario's clock stands still while its executions work; none of them may leave memory meanwhile.
const INACTIVITY_TIMEOUT_MS = 3_600_000;

/** The Restate driver: every scenario has a service of its own in one server. Its waits go by the scenario's clock. */
export async function restateEngines(): Promise<Engines> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-conformance-'));
  const restate = await startEmbeddedRestate({ dataDir });
  let services = 0;

  async function make(setup: EngineSetup): Promise<ScenarioEngine> {
    services += 1;
    const service = `scenario-${services}`;
    const store = new MemoryStore();
    const open = async () => {
      const engine = new RestateEngine({
        ...{ ...setup, store, restate, service },
        inactivityTimeoutMs: INACTIVITY_TIMEOUT_MS,
      });
      await engine.recover();
      return engine;
    };
    let engine = await open();
    return {
      engine,
      async takeOver() {
        engine = await open();
        return engine;
      },
      close: () => engine.close(),
    };
  }

  return {
    make,
    async close() {
      await restate.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
