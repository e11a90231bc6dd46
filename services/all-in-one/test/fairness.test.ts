import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import {
  approve,
  definition,
  eventually,
  type Network,
  type PersonClient,
  startNetwork,
} from '../src/testing/index.ts';

const FLOOD = 100;
const PLACES = 4;
let network: Network;
let system: Server;
let url: string;
/** Paths of the calls in the order of their arrival, and the answers that are still owed. */
const arrived: string[] = [];
const owed: ServerResponse[] = [];

beforeAll(async () => {
  system = createServer((request, response) => {
    arrived.push(request.url!);
    owed.push(response);
  });
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(system.address() as AddressInfo).port}`;
  const { limits } = readConfig({ PARLEY_LIMIT_CALLS: String(PLACES), PARLEY_LIMIT_TENANT_CALLS: String(PLACES) });
  network = await startNetwork({ tenants: ['flood', 'small'], egressAllow: [new URL(url).host], settings: { limits } });
});
afterAll(async () => {
  for (const response of owed) response.destroy();
  await network.stop();
  system.close();
});

const asking = (path: string) =>
  definition(path, `  - ask: { call: http, with: { method: get, endpoint: '${url}/${path}' } }`);

const answerOne = () => owed.shift()!.setHeader('content-type', 'application/json').end('{}');
const arrivals = (count: number) => eventually(() => (arrived.length >= count ? true : undefined), `${count} calls`);

it(`a tenant's call is among the next two although another has ${FLOOD} executions that wait to call`, async () => {
  const [flood, small] = network.tenants.map(({ client }) => client) as [PersonClient, PersonClient];
  const many = await approve(flood, asking('flood'));
  const one = await approve(small, asking('small'));
  await Promise.all(Array.from({ length: FLOOD }, () => flood.startExecution({ body: { workflowId: many } })));
  await arrivals(PLACES);

  const { executionId } = await small.startExecution({ body: { workflowId: one } });
  await eventually(async () => {
    const { items } = await small.listTasks({ params: { executionId }, query: {} });
    return items[0]?.waitsFor?.kind === 'answer' || undefined;
  }, 'the other tenant’s call to wait');
  expect(arrived).toEqual(Array.from({ length: PLACES }, () => '/flood'));
  for (let n = 1; n <= 2; n += 1) {
    answerOne();
    await arrivals(PLACES + n);
  }

  expect(arrived.slice(PLACES)).toContain('/small');
});
