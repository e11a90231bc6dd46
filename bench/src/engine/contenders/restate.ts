import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as restateSdk from '@restatedev/restate-sdk';
import { Agent, request } from 'undici';
import { type Addresses, ANSWER, type Contender, STEPS } from '../workload.ts';

const PARTITIONS = 4;
const START_LIMIT_MS = 20_000;
const REQUEST_LIMIT_MS = 15_000;

/** Node 20 lacks what the SDK asks for (ECMAScript 2024, section 27.2.4.9). */
function withResolvers() {
  const parts: { resolve?: unknown; reject?: unknown } = {};
  const promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return { promise, ...parts };
}
if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });

/** Restate with hand-written handlers, and one server beside them with flushing to disk as it comes. */
export async function restate({ folder }: Addresses): Promise<Contender> {
  const [node, admin, ingress, handler] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const config = join(folder, 'restate.toml');
  await writeFile(config, configuration({ folder, node, admin, ingress }));
  const server = spawn(serverBinary(), ['--config-file', config], { stdio: 'ignore' });
  await restateSdk.serve({ services: [benchService()], port: handler });
  await untilHealthy(`http://127.0.0.1:${admin}/health`);
  await send(`http://127.0.0.1:${admin}/deployments`, { uri: `http://127.0.0.1:${handler}` });
  const agent = new Agent({ connections: 256, pipelining: 1, headersTimeout: REQUEST_LIMIT_MS });
  return {
    servers: [server.pid!],
    run: (workflow) => send(`http://127.0.0.1:${ingress}/Bench/${workflow}`, ANSWER, agent),
    async close() {
      server.kill('SIGKILL');
      await Promise.all([once(server, 'exit'), agent.close()]);
    },
  };
}

function benchService() {
  const inOrder = (count: number) => async (context: restateSdk.Context) => {
    for (let index = 0; index < count; index += 1) await context.run(`step${index}`, async () => ANSWER);
    return ANSWER;
  };
  const handlers = {
    one: inOrder(STEPS.one),
    ten: inOrder(STEPS.ten),
    fan: async (context: restateSdk.Context) => {
      const steps = Array.from({ length: STEPS.fan }, (_, index) => context.run(`step${index}`, async () => ANSWER));
      await restateSdk.RestatePromise.all(steps);
      return ANSWER;
    },
  };
  return restateSdk.service({ name: 'Bench', handlers });
}

function configuration(at: { folder: string; node: number; admin: number; ingress: number }): string {
  return [
    `base-dir = ${JSON.stringify(at.folder)}`,
    'cluster-name = "bench"',
    'node-name = "node-1"',
    'bind-ip = "127.0.0.1"',
    'advertised-host = "127.0.0.1"',
    'listen-mode = "tcp"',
    `bind-port = ${at.node}`,
    `default-num-partitions = ${PARTITIONS}`,
    'disable-telemetry = true',
    'log-filter = "error"',
    'rocksdb-total-memory-size = "512 MiB"',
    'experimental-enable-protocol-v7 = true',
    'experimental-enable-vqueues = true',
    '[admin]',
    `bind-port = ${at.admin}`,
    '[ingress]',
    `bind-port = ${at.ingress}`,
  ].join('\n');
}

function serverBinary(): string {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}/package.json`;
  return join(createRequire(import.meta.url).resolve(name), '../bin/restate-server');
}

async function send(url: string, body: unknown, dispatcher?: Agent): Promise<void> {
  const response = await request(url, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ...(dispatcher && { dispatcher }),
  });
  const text = await response.body.text();
  if (response.statusCode >= 300) throw new Error(`${url} answered ${response.statusCode}: ${text}`);
}

async function untilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const healthy = await request(url).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode === 200;
      },
      () => false,
    );
    if (healthy) return;
    if (Date.now() > deadline) throw new Error('The Restate server did not start');
    await delay(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
