import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTokenSource } from '@parley/adapter-oidc';
import { createUserClient, type UserClient, workflowOperations } from '@parley/contracts';
import { freePort } from '@parley/service-all-in-one/testing';
import { childEnvironment } from '../config.ts';
import { type DatabaseServer, startDatabaseServer } from '../engine/database-server.ts';
import { cpuSeconds } from '../engine/process-cpu.ts';

const ROOT = join(import.meta.dirname, '../../..');
const START_LIMIT_MS = 120_000;

/** The server as `npm start` runs it, in a process of its own, on a database server beside it. */
export interface RunningInstallation {
  readonly client: UserClient<typeof workflowOperations>;
  serverCpuSeconds(): number;
  databaseCpuSeconds(): number;
  stop(): Promise<void>;
}

/** Builds the server if need be, starts it, and signs in as its owner. `callee` is a URL that it may call. */
export async function startInstallation(callee: string): Promise<RunningInstallation> {
  await run('tools/build/fresh.mjs');
  const database = await startDatabaseServer();
  const home = join(database.folder, 'home');
  await mkdir(home);
  const port = await freePort();
  const server = spawn(process.execPath, [join(ROOT, 'dist/server.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnvironment(settings(database, home, port, callee)),
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(`${url}/health`);
  const credentials = JSON.parse(await readFile(join(home, 'session.json'), 'utf8'));
  const token = createTokenSource({ issuer: `${url}/oidc`, ...credentials });
  return {
    client: createUserClient(workflowOperations, { baseUrl: url, token }),
    serverCpuSeconds: () => cpuSeconds(server.pid!),
    databaseCpuSeconds: () => database.cpuSeconds(),
    async stop() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      await database.close();
    },
  };
}

function settings({ adminUrl }: DatabaseServer, home: string, port: number, callee: string) {
  return {
    PARLEY_HOME: home,
    PARLEY_PORT: String(port),
    PARLEY_DATABASE_URL: adminUrl,
    PARLEY_EGRESS_ALLOW: new URL(callee).host,
    PARLEY_LOG_LEVEL: 'error',
    // One caller stands for many here.
    PARLEY_LIMIT_REQUESTS: '100000',
  };
}

async function run(script: string): Promise<void> {
  const [code] = await once(spawn(process.execPath, [join(ROOT, script)], { stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`${script} failed`);
}

async function untilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const healthy = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    if (Date.now() > deadline) throw new Error('The server did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
