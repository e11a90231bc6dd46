import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startEmbeddedRestate } from '@parley/adapter-restate';
import * as restateSdk from '@restatedev/restate-sdk';
import { Agent, request } from 'undici';
import { type Addresses, ANSWER, type Contender, STEPS } from '../workload.ts';

const REQUEST_LIMIT_MS = 15_000;

/** Restate with hand-written handlers, on a server with the settings that Parley's own driver gives it. */
export async function restate({ folder }: Addresses): Promise<Contender> {
  const server = await startEmbeddedRestate({ dataDir: join(folder, 'restate') });
  const port = await freePort();
  await restateSdk.serve({ services: [benchService()], port, identityKeys: [...server.identityKeys] });
  await send(`${server.adminUrl}/deployments`, { uri: `http://127.0.0.1:${port}` });
  const agent = new Agent({ connections: 256, pipelining: 1, headersTimeout: REQUEST_LIMIT_MS });
  return {
    servers: [server.pid!],
    run: (workflow) => send(`${server.ingressUrl}/Bench/${workflow}`, ANSWER, agent),
    async close() {
      await agent.close();
      await server.stop();
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

async function send(url: string, body: unknown, dispatcher?: Agent): Promise<void> {
  const response = await request(url, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ...(dispatcher && { dispatcher }),
  });
  const text = await response.body.text();
  if (response.statusCode >= 300) throw new Error(`${url} answered ${response.statusCode}: ${text}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
