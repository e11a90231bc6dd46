import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newId } from '@parley/kernel';
import { build } from 'esbuild';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { openServiceDatabase } from '../database/service-database.ts';
import { findPostmaster } from '../embedded/postmaster.ts';
import { startEmbeddedPostgres } from '../embedded/start.ts';
import { CALLS, crashEffects, WORKFLOWS } from '../testing/crash-workflows.ts';
import { testDatabase } from '../testing/index.ts';
import { startPostgresEngine } from './engine.ts';
import { openExecutionStore } from './execution-store.ts';
import { engineMigrations } from './migrations.ts';

const TENANT = newId();
const SHAPES = Object.keys(WORKFLOWS);
const KILLS = 3;
// What a kill can cut in the middle: every branch of every execution, at worst.
const IN_FLIGHT = 60;

const started = (definition: string) => ({
  ...{ tenantId: TENANT, executionId: newId(), definition, input: {} },
  trigger: { kind: 'manual' } as const,
});

/** One file of the worker's program, so that starting it again takes no time. */
async function buildWorker(directory: string): Promise<string> {
  const outfile = join(directory, 'worker.mjs');
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    ...{ entryPoints: [fileURLToPath(new URL('../testing/run-worker.ts', import.meta.url))], outfile, banner },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', external: ['pg-native'], logLevel: 'error' },
  });
  return outfile;
}

async function startWorker(script: string, ...args: string[]): Promise<ChildProcess> {
  const worker = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(worker.stdout!, 'data');
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

describe('crashes', () => {
  it(`of the worker: killed ${KILLS} times, every execution ends, and nothing recorded is done again (E1, E4)`, async () => {
    const test = await testDatabase({ service: 'engine', migrations: await engineMigrations() });
    const outside = await testDatabase();
    const admin = new pg.Client({ connectionString: test.url });
    const calls = new pg.Client({ connectionString: outside.url });
    await Promise.all([admin.connect(), calls.connect()]);
    await calls.query('create table calls (idempotency_key text not null, was_recorded boolean not null)');
    const directory = await mkdtemp(join(tmpdir(), 'parley-worker-'));
    const program = await buildWorker(directory);
    const launch = () => startWorker(program, test.adminUrl, new URL(test.url).pathname.slice(1), outside.url);

    // Accepted while nobody works: only the store has them.
    const store = (await openExecutionStore({ database: test.database }))!;
    const requests = Array.from({ length: 24 }, (_, index) => started(SHAPES[index % SHAPES.length]!));
    for (const { executionId, tenantId, definition, input, trigger } of requests) {
      const data = {
        tenantId,
        definition,
        input,
        trigger,
        environment: 'live',
        interpreter: { version: 1, flags: [] },
      };
      const entry = { executionId, seq: 1, key: '', type: 'ExecutionStarted', data, at: Date.now() } as const;
      await store.append([{ tenantId, executionId, entries: [entry] }]);
    }
    await store.close();

    for (let kills = 0; kills < KILLS; kills += 1) {
      const worker = await launch();
      await delay(10 + 60 * Math.random());
      await kill(worker);
    }
    const worker = await launch();
    const open = () => admin.query(`select 1 from engine_executions where status <> 'completed'`);
    await expect.poll(async () => (await open()).rowCount, { timeout: 20_000 }).toBe(0);
    await kill(worker);

    const made = await calls.query<{ distinct: number; all: number; repeated: number }>(
      `select count(distinct idempotency_key)::int as distinct, count(*)::int as all,
              count(*) filter (where was_recorded)::int as repeated from calls`,
    );
    const wanted = requests.reduce((sum, { definition }) => sum + CALLS[definition]!, 0);
    expect(made.rows[0]).toMatchObject({ distinct: wanted, repeated: 0 });
    expect(made.rows[0]!.all - wanted).toBeLessThanOrEqual(KILLS * IN_FLIGHT);
    const gaps = await admin.query(
      `select execution_id from engine_history group by execution_id having max(seq) <> count(*) or min(seq) <> 1`,
    );
    expect(gaps.rows).toEqual([]);
    await Promise.all([admin.end(), calls.end()]);
    await Promise.all([test.drop(), outside.drop(), rm(directory, { recursive: true })]);
  }, 60_000);

  it('of PostgreSQL: killed twice under load, every execution ends and every call is made once', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-crash-'));
    await chmod(dataDir, 0o711);
    const server = await startEmbeddedPostgres({ dataDir });
    const database = await openServiceDatabase({
      ...{ adminUrl: server.adminUrl, service: 'engine', migrations: await engineMigrations() },
    });
    const made: string[] = [];
    const effects = crashEffects(async ({ idempotencyKey }) => {
      made.push(idempotencyKey);
      await delay(5);
    });
    const engine = startPostgresEngine({ database, effects, pollMs: 20, reloadAfterMs: 50 });
    await engine.recover();
    const requests = Array.from({ length: 40 }, (_, index) => started(SHAPES[index % SHAPES.length]!));
    await Promise.all(requests.map((request) => engine.start(request)));
    for (let kills = 0; kills < 2; kills += 1) {
      await delay(15);
      const postmaster = await findPostmaster(server.clusterDir);
      if (postmaster) process.kill(postmaster.pid, 'SIGKILL');
      await expect.poll(async () => (await findPostmaster(server.clusterDir))?.ready, { timeout: 20_000 }).toBe(true);
    }
    const ended = async (executionId: string) =>
      (await engine.outcome(TENANT, executionId).catch(() => undefined))?.status;
    for (const { executionId } of requests) {
      await expect.poll(() => ended(executionId), { timeout: 20_000 }).toBe('completed');
    }
    const wanted = requests.reduce((sum, { definition }) => sum + CALLS[definition]!, 0);
    expect(new Set(made).size).toBe(wanted);
    expect(made).toHaveLength(wanted);
    await engine.close();
    await database.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);
});
