import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostmaster } from './postmaster.ts';
import { startEmbeddedPostgres } from './start.ts';
import type { EmbeddedProgress } from './supervisor.ts';

let dataDir: string;
let clusterDir: string;

/** Starts the server, notes the steps, hands it to `work` and stops it. */
async function withServer<T>(work: (adminUrl: string, steps: readonly EmbeddedProgress[]) => Promise<T>): Promise<T> {
  const steps: EmbeddedProgress[] = [];
  const server = await startEmbeddedPostgres({ dataDir, onProgress: (step) => steps.push(step) });
  clusterDir = server.clusterDir;
  try {
    return await work(server.adminUrl, steps);
  } finally {
    await server.stop();
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** A Parley that was killed with the server left running. */
async function leaveOrphan(): Promise<number> {
  const script = fileURLToPath(new URL('../testing/hold-embedded.ts', import.meta.url));
  const holder: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout!, 'data');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  return (await findPostmaster(clusterDir))?.pid ?? 0;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
  await chmod(dataDir, 0o711);
  await withServer((url) => query(url, 'create table kept as select 42 as answer'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('the embedded PostgreSQL', () => {
  it('keeps its data from one start to the next and does not initialise again', async () => {
    await withServer(async (url, steps) => {
      expect(steps).toEqual(['preparing', 'starting', 'ready']);
      expect(await query(url, 'select answer from kept')).toEqual([42]);
    });
    expect(await findPostmaster(clusterDir)).toBeUndefined();
  });

  it('lets nobody in without the password', async () => {
    await withServer(async (url) => {
      const wrong = new URL(url);
      wrong.password = 'guess';
      await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    });
  });

  it('keeps the password where only its owner reads it', async () => {
    const { mode } = await import('node:fs').then(({ statSync }) => statSync(join(dataDir, 'embedded.json')));
    expect(mode & 0o077).toBe(0);
  });

  it('adopts the server that a killed process left running', async () => {
    const orphan = await leaveOrphan();
    await withServer(async (url, steps) => {
      expect(steps).toEqual(['preparing', 'adopting', 'ready']);
      expect((await findPostmaster(clusterDir))?.pid).toBe(orphan);
      expect(await query(url, 'select answer from kept')).toEqual([42]);
    });
    expect(await findPostmaster(clusterDir)).toBeUndefined();
  });

  it('replaces an orphan that was started with other settings', async () => {
    const orphan = await leaveOrphan();
    const server = await startEmbeddedPostgres({ dataDir, settings: { work_mem: '5MB' } });
    expect((await findPostmaster(clusterDir))?.pid).not.toBe(orphan);
    expect(await query(server.adminUrl, 'show work_mem')).toEqual(['5MB']);
    await server.stop();
  });

  it('refuses a directory that a living process works on', async () => {
    await withServer(async (url) => {
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
        code: 'embedded_in_use',
        hint: expect.stringContaining('PARLEY_DATABASE_URL'),
      });
      expect(await query(url, 'select 1')).toEqual([1]);
    });
  });

  it('starts over a lock whose process number belongs to a stranger by now', async () => {
    await writeFile(join(clusterDir, 'postmaster.pid'), `${process.pid}\n${clusterDir}\n1\n5432\n\n\n\nready\n`);
    await withServer(async (url) => expect(await query(url, 'select answer from kept')).toEqual([42]));
  });

  it('brings the server back when it is killed', async () => {
    await withServer(async (url) => {
      const killed = (await findPostmaster(clusterDir))?.pid ?? 0;
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => query(url, 'select answer from kept').catch(() => []), { timeout: 20_000 }).toEqual([42]);
      expect((await findPostmaster(clusterDir))?.pid).not.toBe(killed);
    });
  });

  it('uses TCP on loopback, with a port that it keeps, where the path is too long for a socket', async () => {
    const long = join(dataDir, 'x'.repeat(100));
    const first = await startEmbeddedPostgres({ dataDir: long });
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir: long });
    const url = new URL(second.adminUrl);
    expect(url.hostname).toBe('127.0.0.1');
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(await query(url.href, 'show listen_addresses')).toEqual(['127.0.0.1']);
    await second.stop();
  });

  it('says why it did not start and what to do instead', async () => {
    const failing = startEmbeddedPostgres({ dataDir, settings: { shared_buffers: 'plenty' } });
    await expect(failing).rejects.toMatchObject({
      code: 'embedded_start_failed',
      message: expect.stringContaining('shared_buffers'),
      hint: expect.stringContaining('PARLEY_DATABASE_URL'),
    });
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('shared_buffers');
  });
});
