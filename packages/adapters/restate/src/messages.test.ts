import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HistoryEntry, MemoryStore } from '@parley/engine';
import { call, called, type FakeEffects, fakeEffects, workflowOf } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RestateEngine } from './engine.ts';
import { type EmbeddedRestate, freePorts, startEmbeddedRestate } from './server/start.ts';

const TENANT = newId();
const CHILD = { run: { workflow: { namespace: 'test', name: 'child', version: '1.0.0' } } };
const PARENT = workflowOf([{ sub: CHILD }, call('after')]);
const LISTENER = workflowOf([{ both: { listen: { to: { one: { with: { type: 'order.paid' } } } } } }]);
const DEFINITIONS = { parent: PARENT, listener: LISTENER, 'test/child': workflowOf([call('a'), call('b')]) };

let dataDir: string;
let restate: EmbeddedRestate;
const engines: RestateEngine[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-restate-'));
  restate = await startEmbeddedRestate({ dataDir });
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  await restate.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function open(service: string, store: MemoryStore, effects: FakeEffects): Promise<RestateEngine> {
  const engine = new RestateEngine({ effects, store, restate, service });
  engines.push(engine);
  await engine.recover();
  return engine;
}

const request = (definition: string, executionId = newId()) => ({
  ...{ tenantId: TENANT, executionId, definition, input: {}, trigger: { kind: 'manual' } as const },
});

/** An execution of the parent that has ended, and the first entry of its child. */
async function familyOf(service: string): Promise<{ executionId: string; child: HistoryEntry; store: MemoryStore }> {
  const store = new MemoryStore();
  const engine = await open(service, store, fakeEffects({ definitions: DEFINITIONS }));
  const start = request('parent');
  await engine.start(start);
  expect((await engine.outcome(TENANT, start.executionId)).status).toBe('completed');
  const note = (await store.history(start.executionId)).find(({ type }) => type === 'ChildStarted');
  const childId = (note as Extract<HistoryEntry, { type: 'ChildStarted' }>).data.executionId;
  return { executionId: start.executionId, child: (await store.history(childId))[0]!, store };
}

it('a parent takes a child that somebody else has begun, and what it does is done once', async () => {
  const { executionId, child } = await familyOf('family');
  const store = new MemoryStore();
  const effects = fakeEffects({ definitions: DEFINITIONS });
  const engine = await open('family-again', store, effects);
  // As a worker may do that finds the child in the store.
  await store.append([{ tenantId: TENANT, executionId: child.executionId, entries: [child] }]);
  await fetch(`${restate.ingressUrl}/family-again/${child.executionId}/run/send`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ entries: [child] }),
  });
  await engine.start(request('parent', executionId));
  expect((await engine.outcome(TENANT, executionId)).status).toBe('completed');
  expect(called(effects)).toEqual(['a', 'b', 'after']);
});

it('a worker that starts leaves children to their parents', async () => {
  const { executionId, child, store: ended } = await familyOf('orphan');
  const [parent] = await ended.history(executionId);
  const store = new MemoryStore();
  for (const entry of [child, parent!]) {
    await store.append([{ tenantId: TENANT, executionId: entry.executionId, entries: [entry] }]);
  }
  const effects = fakeEffects({ definitions: DEFINITIONS });
  const engine = await open('orphan-again', store, effects);
  expect((await engine.outcome(TENANT, executionId)).status).toBe('completed');
  expect(called(effects)).toEqual(['a', 'b', 'after']);
});

it('a listener whose entry was lost hears of its event when another worker goes on with it', async () => {
  const store = new MemoryStore();
  const effects = fakeEffects({ definitions: DEFINITIONS });
  const first = await open('listener', store, effects);
  const { executionId } = request('listener');
  await first.start(request('listener', executionId));
  const listens = async () => (await store.listening(TENANT, 'order.paid', undefined, 10)).length;
  await expect.poll(listens).toBe(1);
  await store.append([{ tenantId: TENANT, executionId, entries: [] }]);
  const event = { specversion: '1.0', id: 'e1', source: '/test', type: 'order.paid', data: 5 };
  await first.deliverEvent(TENANT, event);
  expect((await store.history(executionId)).map(({ type }) => type)).not.toContain('EventReceived');
  await first.disconnect();
  const second = await open('listener', store, effects);
  expect(await second.outcome(TENANT, executionId)).toEqual({ status: 'completed', output: [5] });
});

it('a worker serves its executions at an address that another service had before', async () => {
  const [port] = await freePorts(1);
  const listen = { host: '127.0.0.1', port: port! };
  for (const service of ['address-before', 'address-after']) {
    const effects = fakeEffects({ definitions: DEFINITIONS });
    const engine = new RestateEngine({ effects, store: new MemoryStore(), restate, service, listen });
    await engine.recover();
    const start = request('test/child');
    await engine.start(start);
    expect((await engine.outcome(TENANT, start.executionId)).status).toBe('completed');
    await engine.close();
  }
});

it('a client that repeats a command while nobody works sends it once', async () => {
  const store = new MemoryStore();
  const effects = fakeEffects({ definitions: DEFINITIONS });
  const worker = await open('repeated', store, effects);
  const { executionId } = request('listener');
  await worker.start(request('listener', executionId));
  await expect.poll(async () => (await store.head(executionId))?.status).toBe('waiting');
  await Promise.all([1, 2, 3].map(() => worker.suspend(TENANT, executionId)));
  await Promise.all([1, 2, 3].map(() => worker.resume(TENANT, executionId)));
  await worker.suspend(TENANT, executionId);
  await Promise.all([1, 2, 3].map(() => worker.cancel(TENANT, executionId, 'enough')));
  expect((await worker.outcome(TENANT, executionId)).status).toBe('cancelled');
  const query = { query: `select count(*) as n from sys_promise where service_name = 'repeated'` };
  const answer = await fetch(`${restate.adminUrl}/query`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' } },
    body: JSON.stringify(query),
  });
  // Five messages: suspend, resume, suspend, cancel, and the empty place for the next.
  expect(await answer.json()).toMatchObject({ rows: [{ n: 5 }] });
});
