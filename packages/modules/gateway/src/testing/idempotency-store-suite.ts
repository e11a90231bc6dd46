import { ManualClock } from '@parley/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { IDEMPOTENCY_RETENTION_MS, IDEMPOTENCY_STALE_MS, type IdempotencyStore } from '../ports.ts';

/** What every idempotency store must do. `create` gives a store on the clock; state from earlier tests may remain. */
export function idempotencyStoreSuite(name: string, create: (clock: ManualClock) => IdempotencyStore): void {
  describe(`${name} keeps the contract of idempotency stores`, () => {
    const clock = new ManualClock();
    const request = { tenantId: '', actor: 'ann', key: 'k1', operationId: 'addMember', requestHash: 'h1' };
    const answer = { status: 201, body: '{"name":"Zoë \\u0000"}' };
    let store: IdempotencyStore;

    beforeEach(() => {
      store = create(clock);
      request.tenantId = crypto.randomUUID();
    });

    async function reserveNew(one = request): Promise<string> {
      const reservation = await store.reserve(one);
      if (reservation.state !== 'new') throw new Error(`expected a new reservation, got ${reservation.state}`);
      return reservation.token;
    }

    it('replays the kept answer byte by byte', async () => {
      const token = await reserveNew();
      await store.complete(request, token, answer);
      expect(await store.reserve(request)).toEqual({ state: 'replay', response: answer });
    });

    it('gives one of many concurrent requests the key and tells the others to wait', async () => {
      const states = (await Promise.all(Array.from({ length: 10 }, () => store.reserve(request)))).map((r) => r.state);
      expect(states.filter((state) => state === 'new')).toHaveLength(1);
      expect(states.filter((state) => state === 'in-progress')).toHaveLength(9);
    });

    it('refuses the key for another operation or another content', async () => {
      await store.complete(request, await reserveNew(), answer);
      expect(await store.reserve({ ...request, operationId: 'startExecution' })).toEqual({ state: 'mismatch' });
      expect(await store.reserve({ ...request, requestHash: 'h2' })).toEqual({ state: 'mismatch' });
    });

    it('keeps the keys of tenants and of members apart', async () => {
      await store.complete(request, await reserveNew(), answer);
      await reserveNew({ ...request, tenantId: crypto.randomUUID() });
      await reserveNew({ ...request, actor: 'bob' });
    });

    it('takes the key again after a release', async () => {
      await store.release(request, await reserveNew());
      await reserveNew({ ...request, requestHash: 'h2' });
    });

    it('gives a reservation that a dead process left to the next same request, and to it only', async () => {
      const dead = await reserveNew();
      clock.advance(IDEMPOTENCY_STALE_MS - 1);
      expect(await store.reserve(request)).toEqual({ state: 'in-progress' });
      clock.advance(1);
      expect(await store.reserve({ ...request, requestHash: 'h2' })).toEqual({ state: 'mismatch' });
      const token = await reserveNew();
      await store.complete(request, dead, { status: 201, body: '"late"' });
      await store.release(request, dead);
      expect(await store.reserve(request)).toEqual({ state: 'in-progress' });
      await store.complete(request, token, answer);
      expect(await store.reserve(request)).toEqual({ state: 'replay', response: answer });
    });

    it('keeps an answer for 24 hours and sweeps it afterwards', async () => {
      await store.complete(request, await reserveNew(), answer);
      clock.advance(IDEMPOTENCY_RETENTION_MS - 1);
      await store.sweep(request.tenantId);
      expect((await store.reserve(request)).state).toBe('replay');
      clock.advance(1);
      await store.sweep(request.tenantId);
      await reserveNew({ ...request, requestHash: 'h2' });
    });

    it('counts a key as unused when its retention is over and nothing swept', async () => {
      await store.complete(request, await reserveNew(), answer);
      clock.advance(IDEMPOTENCY_RETENTION_MS);
      await reserveNew({ ...request, requestHash: 'h2' });
    });
  });
}
