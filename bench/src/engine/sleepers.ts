import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  engineMigrations,
  openServiceDatabase,
  type ServiceDatabase,
  startPostgresEngine,
} from '@parley/adapter-postgres';
import type { ExecutionEngine } from '@parley/engine';
import type { Benchmark } from '../benchmark.ts';
import { startDatabaseServer } from './database-server.ts';
import { instantEffects, runExecution, startExecution } from './parley-workflows.ts';

const SLEEPERS = 100_000;
const CONCURRENCY = 256;
const MIB = 1024 * 1024;
const SETTLE_MS = 10_000;

/** What executions cost that only wait: memory, and the time until a worker that starts does new work. */
export const engineSleepers: Benchmark = {
  summary: `${SLEEPERS} executions that sleep for an hour: memory of the worker, time to work after a restart`,
  async run() {
    const server = await startDatabaseServer();
    const { adminUrl } = server;
    const database = await openServiceDatabase({ adminUrl, service: 'bench', migrations: await engineMigrations() });
    const engine = await startEngine(database);
    const before = await settledRss();
    const from = performance.now();
    let begun = 0;
    const work = async () => {
      while (begun < SLEEPERS) {
        begun += 1;
        await startExecution(engine, 'sleeper');
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    const startSeconds = (performance.now() - from) / 1000;
    await allAsleep(database);
    const after = await settledRss();
    const heap = Math.round(process.memoryUsage().heapUsed / MIB);
    await engine.close();

    const restart = performance.now();
    const next = await startEngine(database);
    await runExecution(next, 'one');
    const firstMs = performance.now() - restart;
    const restarted = await settledRss();
    await next.close();
    await database.close();
    await server.close();
    const figures = {
      sleepers: SLEEPERS,
      started_per_second: Math.round(SLEEPERS / startSeconds),
      rss_before_mib: before,
      rss_asleep_mib: after,
      heap_asleep_mib: heap,
      rss_after_restart_mib: restarted,
      first_result_after_restart_ms: Math.round(firstMs),
    };
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(32)} ${value}`);
    return figures;
  },
};

async function startEngine(database: ServiceDatabase): Promise<ExecutionEngine> {
  const engine = startPostgresEngine({ database, effects: instantEffects() });
  await engine.recover();
  return engine;
}

async function allAsleep(database: ServiceDatabase): Promise<void> {
  for (;;) {
    const awake = await database.system((tx) =>
      tx.query(`select 1 from engine_executions where status = 'running' limit 1`),
    );
    if (awake.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Memory of this process in MiB, once the runtime has given back what only the load needed. */
async function settledRss(): Promise<number> {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return Math.round(process.memoryUsage.rss() / MIB);
}
