import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryEntry } from '@parley/engine';
import type { ChaosDriver, CommandName, Commands, DriverSetup, Kept, Standing } from '../driver.ts';
import { Cluster } from './cluster.ts';
import { LEASE_TTL_MS, postgresFaults } from './faults.ts';
import { WorkerPool } from './worker-pool.ts';

const WORKERS = 3;
const STATEMENT_TIMEOUT_MS = 5_000;
const PAGE = 500;

/** The engine on PostgreSQL: three workers, each behind a proxy, on a cluster that belongs to the run. */
export async function startPostgresDriver(setup: DriverSetup): Promise<ChaosDriver> {
  const { folder, sandboxUrl, worker, random } = setup;
  const cluster = await Cluster.start(folder, await readFile(new URL('./watch.sql', import.meta.url), 'utf8'));
  const settings = {
    ...{ adminUrl: cluster.adminUrl, sandboxUrl, logFile: join(folder, 'workers.jsonl') },
    ...{ leaseTtlMs: LEASE_TTL_MS, statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  };
  const pool = new WorkerPool(worker, settings, random);
  await pool.start(cluster.target, WORKERS);
  return {
    commands: commandsOf(pool),
    faults: postgresFaults(pool, cluster),
    answers: () => pool.answers,
    ended: (executionIds) => ended(cluster, executionIds),
    async heal() {
      for (const process of pool.processes) process.signal('SIGCONT');
      for (const proxy of pool.proxies) proxy.resume();
    },
    open: () => openExecutions(cluster),
    collect: () => collect(cluster),
    async close() {
      await pool.close();
      await cluster.close();
    },
  };
}

/** The engine's commands, given to whichever worker takes them. */
export function commandsOf(pool: WorkerPool): Commands {
  const give =
    (name: CommandName) =>
    (...args: readonly unknown[]) =>
      pool.command(name, args) as Promise<never>;
  return {
    start: give('start'),
    resolve: give('resolve'),
    deliverEvent: give('deliverEvent'),
    cancel: give('cancel'),
    suspend: give('suspend'),
    resume: give('resume'),
    retry: give('retry'),
  };
}

/** How many executions have not ended. */
export async function openExecutions(cluster: Cluster): Promise<number> {
  const [row] = await cluster.query<{ open: number }>(
    'select count(*)::int as open from engine_executions where ended_at is null',
  );
  return row?.open ?? 0;
}

/** Which of the executions have ended, and how. */
export async function ended(cluster: Cluster, executionIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await cluster.query<{ execution_id: string; status: string }>(
    'select execution_id, status from engine_executions where ended_at is not null and execution_id = any($1)',
    [executionIds],
  );
  return new Map(rows.map((row) => [row.execution_id, row.status]));
}

/** Everything that the tables hold. */
export async function collect(cluster: Cluster): Promise<Kept> {
  const standings = await cluster.query<{
    execution_id: string;
    tenant_id: string;
    definition: string;
    status: string;
  }>('select execution_id, tenant_id, definition, status from engine_executions order by execution_id');
  const executions = standings.map(
    (row): Standing => ({
      ...{ executionId: row.execution_id, tenantId: row.tenant_id, definition: row.definition, status: row.status },
    }),
  );
  const announced = await cluster.query<{ event_id: string; times: number }>(
    'select event_id, count(*)::int as times from outbox group by event_id',
  );
  const takeovers = await cluster.query<{ at: string }>(
    'select at from chaos_takeovers where epoch > 1 order by epoch',
  );
  const strays = await cluster.query<{ pid: number; epochs: string }>(
    `select pid, string_agg(epoch::text, ', ' order by epoch) as epochs
       from chaos_writers group by pid, since having count(*) > 1`,
  );
  return {
    executions,
    histories: await histories(cluster, executions),
    announced: new Map(announced.map((row) => [row.event_id, row.times])),
    takeovers: takeovers.map((row) => Number(row.at)),
    strayWriters: strays.map(({ pid, epochs }) => `the connection of process ${pid} wrote under the epochs ${epochs}`),
  };
}

async function histories(cluster: Cluster, executions: readonly Standing[]) {
  const all = new Map<string, HistoryEntry[]>(executions.map(({ executionId }) => [executionId, []]));
  for (let from = 0; from < executions.length; from += PAGE) {
    const ids = executions.slice(from, from + PAGE).map(({ executionId }) => executionId);
    const rows = await cluster.query<Omit<HistoryEntry, 'executionId' | 'at'> & { execution_id: string; at: string }>(
      `select execution_id, seq, key, type, data, at from engine_history
        where execution_id = any($1) order by execution_id, seq`,
      [ids],
    );
    for (const { execution_id: executionId, at, ...rest } of rows) {
      all.get(executionId)!.push({ executionId, ...rest, at: Number(at) } as HistoryEntry);
    }
  }
  return all;
}
