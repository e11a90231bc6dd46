import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedRestate } from '@parley/adapter-restate';
import type { ChaosDriver, DriverSetup } from '../driver.ts';
import { Cluster } from '../postgres/cluster.ts';
import { collect, commandsOf, ended, openExecutions } from '../postgres/driver.ts';
import { WorkerPool } from '../postgres/worker-pool.ts';
import { restateFaults } from './faults.ts';
import { WorkerBalancer } from './worker-balancer.ts';

const WORKERS = 2;

/** The engine on Restate: two workers that both run executions, one Restate, and the histories on a PostgreSQL. */
export async function startRestateDriver(setup: DriverSetup): Promise<ChaosDriver> {
  const { folder, sandboxUrl, random } = setup;
  const watchSql = await readFile(new URL('../postgres/watch.sql', import.meta.url), 'utf8');
  const [cluster, restate] = await Promise.all([
    Cluster.start(folder, watchSql),
    startEmbeddedRestate({ dataDir: join(folder, 'restate') }),
  ]);
  let pool: WorkerPool | undefined;
  const balancer = await WorkerBalancer.start(folder, () => pool?.processes.map(({ pid }) => pid) ?? []);
  const settings = {
    ...{ adminUrl: cluster.adminUrl, sandboxUrl, logFile: join(folder, 'workers.jsonl') },
    ...{ leaseTtlMs: 0, statementTimeoutMs: 5_000, folder, advertisedUrl: balancer.url },
    restate: { ingressUrl: restate.ingressUrl, adminUrl: restate.adminUrl, identityKeys: restate.identityKeys },
  };
  const workers = new WorkerPool(setup.restateWorker, settings, random);
  pool = workers;
  await workers.start(cluster.target, WORKERS);
  return {
    commands: commandsOf(workers),
    faults: restateFaults(workers, cluster, restate, balancer),
    answers: () => workers.answers,
    ended: (executionIds) => ended(cluster, executionIds),
    async heal() {
      for (const process of workers.processes) process.signal('SIGCONT');
    },
    open: () => openExecutions(cluster),
    // Several workers write at a time, on their own connections.
    collect: async () => ({ ...(await collect(cluster)), takeovers: undefined, strayWriters: [] }),
    async close() {
      await workers.close();
      await balancer.close();
      await restate.stop();
      await cluster.close();
    },
  };
}
