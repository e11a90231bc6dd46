import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '@parley/engine';
import { call, called, fakeEffects, workflowOf } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import { expect, it } from 'vitest';
import { RestateEngine } from '../engine.ts';
import { startEmbeddedRestate } from './start.ts';

const TENANT = newId();

it.each(['ingressUrl', 'adminUrl'] as const)(
  'goes on with what it has at other ports when somebody has taken that of its %s',
  async (taken) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-restate-ports-'));
    const store = new MemoryStore();
    const main = workflowOf([call('a'), { pause: { wait: { seconds: 2 } } }, call('b')]);
    const effects = fakeEffects({ definitions: { main } });
    const before = await startEmbeddedRestate({ dataDir });
    const first = new RestateEngine({ effects, store, restate: before });
    await first.recover();
    const executionId = newId();
    const trigger = { kind: 'manual' } as const;
    await first.start({ tenantId: TENANT, executionId, definition: 'main', input: {}, trigger });
    await expect.poll(() => called(effects)).toEqual(['a']);
    await expect.poll(async () => (await store.history(executionId)).length).toBeGreaterThan(2);
    await first.close();
    await before.stop();

    const squatter = createServer().listen(Number(new URL(before[taken]).port), '127.0.0.1');
    await once(squatter, 'listening');
    const after = await startEmbeddedRestate({ dataDir });
    expect(after[taken]).not.toBe(before[taken]);
    expect(after.identityKeys).toEqual(before.identityKeys);
    const second = new RestateEngine({ effects, store, restate: after });
    await second.recover();
    expect((await second.outcome(TENANT, executionId)).status).toBe('completed');
    expect(called(effects)).toEqual(['a', 'b']);
    await second.close();
    await after.stop();
    squatter.close();
    await rm(dataDir, { recursive: true, force: true });
  },
);
