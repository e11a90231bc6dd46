import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '@parley/engine';
import { type Driver, type DriverOptions, describeDriver } from '@parley/engine/testing';
import { afterAll, beforeAll } from 'vitest';
import { RestateEngine } from './engine.ts';
import { type EmbeddedRestate, startEmbeddedRestate } from './server/start.ts';

let dataDir: string;
let restate: EmbeddedRestate;
let drivers = 0;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-restate-'));
  restate = await startEmbeddedRestate({ dataDir });
});
afterAll(async () => {
  await restate.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describeDriver('restate', async (options: DriverOptions): Promise<Driver> => {
  drivers += 1;
  const service = `execution-${drivers}`;
  const store = new MemoryStore();
  const opened: RestateEngine[] = [];

  async function open(): Promise<RestateEngine> {
    // Executions that wait leave memory at once where the suite asks for that.
    const inactivityTimeoutMs = options.maxIdleRuns === 0 ? 0 : 5_000;
    const engine = new RestateEngine({ effects: options.effects, store, restate, service, inactivityTimeoutMs });
    opened.push(engine);
    await engine.recover();
    return engine;
  }

  return {
    engine: await open(),
    async takeOver() {
      await opened.at(-1)!.disconnect();
      return await open();
    },
    async close() {
      for (const engine of opened) await engine.close();
    },
  };
});
