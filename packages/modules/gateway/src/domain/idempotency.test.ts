import { type Logger, ManualClock, silentLogger } from '@parley/kernel';
import { describe, expect, it } from 'vitest';
import type { IdempotencyStore } from '../ports.ts';
import { createMemoryIdempotencyStore } from '../testing/memory-idempotency-store.ts';
import { createOnce, hashRequest } from './idempotency.ts';

const request = { tenantId: 't1', actor: 'ann', key: 'k', operationId: 'op', requestHash: 'h' };
const answer = { status: 201, body: '{}' };

function setup(broken: Partial<IdempotencyStore> = {}) {
  const clock = new ManualClock();
  const store = createMemoryIdempotencyStore(clock);
  const messages: string[] = [];
  const log = (_: object, message: string) => void messages.push(message);
  const logger: Logger = { ...silentLogger, warn: log, error: log };
  return { clock, store, messages, once: createOnce({ ...store, ...broken }, clock, logger) };
}
const down = () => Promise.reject(new Error('down'));

describe('a request that runs once', () => {
  it('keeps its answer when the outcome cannot be stored', async () => {
    const { once, messages } = setup({ complete: down });
    expect(await once(request, async () => answer)).toEqual({ ...answer, replayed: false });
    expect(messages).toEqual(['The outcome of an idempotent request could not be kept']);
  });

  it('fails with its own error when the key cannot be released', async () => {
    const { once } = setup({ release: down });
    await expect(once(request, () => Promise.reject(new RangeError('mine')))).rejects.toThrow('mine');
  });

  it('does not run when its key cannot be reserved', async () => {
    const { once } = setup({ reserve: down });
    const run = once(request, () => Promise.reject(new Error('ran')));
    await expect(run).rejects.toThrow('down');
  });

  it('sweeps the old keys of its tenant, every ten minutes at most', async () => {
    const swept: string[] = [];
    const { once, clock } = setup({
      sweep: async (tenantId) => {
        swept.push(tenantId);
      },
    });
    const run = (tenantId: string) => once({ ...request, tenantId }, async () => answer);
    for (const tenantId of ['t1', 't1', 't2']) await run(tenantId);
    expect(swept).toEqual(['t1', 't2']);
    clock.advance(600_000);
    await run('t1');
    expect(swept).toEqual(['t1', 't2', 't1']);
  });

  it('goes on when sweeping fails', async () => {
    const { once } = setup({ sweep: down });
    expect((await once(request, async () => answer)).status).toBe(201);
  });
});

it('tells requests apart wherever one of their parts ends', () => {
  expect(hashRequest('ab', 'c')).not.toBe(hashRequest('a', 'bc'));
  expect(hashRequest('1:a')).not.toBe(hashRequest('', '1:a'));
  expect(hashRequest('a', 'b')).toBe(hashRequest('a', 'b'));
});
