import {
  engineMigrations,
  openServiceDatabase,
  type ServiceDatabase,
  startPostgresEngine,
} from '@parley/adapter-postgres';
import { instantEffects, runExecution, startExecution } from './parley-workflows.ts';
import type { SleepersReport } from './sleepers.ts';

const CONCURRENCY = 256;
const MIB = 1024 * 1024;
const SETTLE_MS = 5_000;

// A worker as the product runs it. It starts so many sleepers, none after a restart, and then does new work.
const [adminUrl = '', sleepers = '0'] = process.argv.slice(2);
const database = await openServiceDatabase({ adminUrl, service: 'bench', migrations: await engineMigrations() });
const engine = startPostgresEngine({ database, effects: instantEffects() });
await engine.recover();
const rssBeforeMib = rssMib();
const startSeconds = await startSleepers(Number(sleepers));
// To look for one that is awake reads the whole table, which is nothing that a worker does.
if (sleepers !== '0') await allAsleep(database);
const rssBusyMib = rssMib();
await runExecution(engine, 'one');
tell({ firstResult: true });
global.gc?.();
await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
tell({
  rssBeforeMib,
  rssBusyMib,
  startSeconds,
  rssMib: rssMib(),
  heapMib: Math.round(process.memoryUsage().heapUsed / MIB),
});

async function startSleepers(count: number): Promise<number> {
  const from = performance.now();
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      begun += 1;
      await startExecution(engine, 'sleeper');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return (performance.now() - from) / 1000;
}

async function allAsleep(of: ServiceDatabase): Promise<void> {
  for (;;) {
    const awake = await of.system((tx) => tx.query(`select 1 from engine_executions where status = 'running' limit 1`));
    if (awake.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function rssMib(): number {
  return Math.round(process.memoryUsage.rss() / MIB);
}

function tell(report: SleepersReport): void {
  process.send!(report);
}
