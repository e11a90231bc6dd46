import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type HistoryEntry, MemoryStore } from '@parley/engine';
import { call, fakeEffects, workflowOf } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import { expect, it } from 'vitest';
import { RestateEngine } from './engine.ts';
import { startEmbeddedRestate } from './server/start.ts';

const TENANT = newId();
const PAUSE = { pause: { wait: { milliseconds: 30 } } };
const FAIL = { fail: { raise: { error: { type: 'urn:broken', status: 500, title: 'Broken' } } } };
const undoable = (name: string) => ({
  [name]: { ...Object.values(call(name))[0]!, metadata: { compensate: [call(`undo-${name}`)] } },
});

/** Shapes of executions, with the calls that each makes and how it ends. */
const SHAPES = {
  sequence: { calls: 3, status: 'completed', main: workflowOf([call('a'), PAUSE, call('b'), call('c')]) },
  fork: {
    calls: 6,
    status: 'completed',
    main: workflowOf([{ all: { fork: { branches: ['a', 'b', 'c', 'd', 'e'].map(call) } } }, call('after')]),
  },
  loop: {
    calls: 4,
    status: 'completed',
    main: workflowOf([{ each: { for: { each: 'n', in: '${ [range(4)] }' }, do: [call('n'), PAUSE] } }]),
  },
  saga: { calls: 4, status: 'faulted', main: workflowOf([undoable('a'), PAUSE, undoable('b'), FAIL]) },
  parent: {
    calls: 4,
    status: 'completed',
    main: workflowOf([
      { sub: { run: { workflow: { namespace: 'test', name: 'sequence', version: '1.0.0' } } } },
      call('after'),
    ]),
  },
} as const;

it('Restate killed, connections cut, workers replaced: every execution ends, nothing recorded is done again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-restate-crash-'));
  const restate = await startEmbeddedRestate({ dataDir });
  const store = new MemoryStore();
  const repeated: string[] = [];
  const effects = fakeEffects({
    definitions: {
      ...Object.fromEntries(Object.entries(SHAPES).map(([name, { main }]) => [name, main])),
      'test/sequence': SHAPES.sequence.main,
    },
    http: async (_, { executionId, key }) => {
      const known = await store.history(executionId);
      if (known.some((entry) => entry.key === key && entry.type.startsWith('Effect'))) repeated.push(key);
      await delay(15);
      return { content: 1 };
    },
  });
  const open = async () => {
    const engine = new RestateEngine({ effects, store, restate, inactivityTimeoutMs: 200 });
    await engine.recover();
    return engine;
  };
  let engine = await open();
  const started = Object.keys(SHAPES).flatMap((definition) =>
    Array.from({ length: 4 }, () => ({ definition: definition as keyof typeof SHAPES, executionId: newId() })),
  );
  const trigger = { kind: 'manual' } as const;
  await Promise.all(started.map((one) => engine.start({ ...one, tenantId: TENANT, input: {}, trigger })));
  let faults = 0;
  for (const fault of ['server', 'worker', 'server', 'worker'] as const) {
    await delay(60);
    faults += 1;
    const { pid } = restate;
    if (fault === 'server') {
      process.kill(pid!, 'SIGKILL');
      await expect.poll(() => restate.pid !== undefined && restate.pid !== pid, { timeout: 20_000 }).toBe(true);
    } else {
      await engine.close();
      engine = await open();
    }
  }
  for (const { definition, executionId } of started) {
    const history = (): Promise<readonly HistoryEntry[]> => store.history(executionId);
    expect((await engine.outcome(TENANT, executionId)).status).toBe(SHAPES[definition].status);
    expect((await history()).map(({ seq }) => seq)).toEqual((await history()).map((_, index) => index + 1));
  }
  const made = effects.calls.filter(({ kind }) => kind === 'http').map(({ idempotencyKey }) => idempotencyKey);
  const times = made.reduce((all, key) => all.set(key, (all.get(key) ?? 0) + 1), new Map<string, number>());
  expect(repeated).toEqual([]);
  expect(times.size).toBe(started.reduce((sum, { definition }) => sum + SHAPES[definition].calls, 0));
  expect(Math.max(...times.values())).toBeLessThanOrEqual(1 + faults);
  await engine.close();
  await restate.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 90_000);
