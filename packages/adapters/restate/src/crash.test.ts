import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type HistoryEntry, MemoryStore } from '@parley/engine';
import { fakeEffects } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import { expect, it, onTestFinished } from 'vitest';
import { RestateEngine } from './engine.ts';
import { startEmbeddedRestate } from './server/start.ts';
import { DEFINITIONS, SHAPES, type ShapeName } from './testing/crash-shapes.ts';

const TENANT = newId();
it('Restate killed, connections cut, workers replaced: every execution ends, nothing recorded is done again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-restate-crash-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const restate = await startEmbeddedRestate({ dataDir });
  onTestFinished(() => restate.stop());
  const store = new MemoryStore();
  const repeated: string[] = [];
  const effects = fakeEffects({
    definitions: DEFINITIONS,
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
  onTestFinished(() => engine.close());
  const started = Object.keys(SHAPES).flatMap((definition) =>
    Array.from({ length: 4 }, () => ({ definition: definition as ShapeName, executionId: newId() })),
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
}, 90_000);
