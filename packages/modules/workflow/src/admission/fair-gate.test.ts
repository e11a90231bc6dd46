import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairGate, type Release } from './fair-gate.ts';

/** Records the order in which places are given, and gives them back by hand. */
function recorder(gate: FairGate) {
  const order: string[] = [];
  const held: Release[] = [];
  const ask = (tenant: string, times = 1, signal?: AbortSignal) => {
    for (let n = 0; n < times; n += 1) {
      gate.enter(tenant, signal).then(
        (release) => {
          order.push(tenant);
          held.push(release);
        },
        () => {},
      );
    }
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const releaseOne = async () => {
    held.shift()?.();
    await settle();
  };
  return { order, held, ask, settle, releaseOne };
}

describe('a gate that tenants share', () => {
  it('lets a tenant that comes later pass 5,000 pieces of work of another at its next turn', async () => {
    const gate = new FairGate({ total: 8, perTenant: 16 });
    const { order, ask, settle, releaseOne } = recorder(gate);
    ask('flood', 5_000);
    await settle();
    ask('small', 3);

    for (let n = 0; n < 6; n += 1) await releaseOne();

    expect(order).toHaveLength(14);
    expect(order.slice(8).filter((tenant) => tenant === 'small')).toHaveLength(3);
    // One of the flood was first in the round when the other came; from then on they take turns.
    expect(order.slice(8)).toEqual(['flood', 'small', 'flood', 'small', 'flood', 'small']);
  });

  it('leaves places free rather than give a tenant more than its own', async () => {
    const gate = new FairGate({ total: 10, perTenant: 3 });
    const { order, ask, settle } = recorder(gate);
    ask('flood', 100);
    await settle();
    expect(order).toHaveLength(3);

    ask('other', 1);
    await settle();
    expect(order.at(-1)).toBe('other');
    expect(gate.inside).toBe(4);
  });

  it('passes over those who left, and forgets nobody who waits', async () => {
    const gate = new FairGate({ total: 1, perTenant: 1 });
    const { order, ask, settle, releaseOne } = recorder(gate);
    const leaving = new AbortController();
    ask('a');
    ask('b', 2, leaving.signal);
    ask('c');
    leaving.abort(new Error('cancelled'));
    await settle();
    await releaseOne();

    expect(order).toEqual(['a', 'c']);
  });

  it('gives every place that is asked for, never too many at a time, each tenant’s in order', async () => {
    const work = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        work,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        async (asked, total, own) => {
          const gate = new FairGate({ total, perTenant: own });
          const inside = new Map<string, number>();
          const finished: string[] = [];
          await Promise.all(
            asked.map(async (tenant, index) => {
              const release = await gate.enter(tenant);
              inside.set(tenant, (inside.get(tenant) ?? 0) + 1);
              expect(gate.inside).toBeLessThanOrEqual(total);
              expect(inside.get(tenant)).toBeLessThanOrEqual(own);
              finished.push(`${tenant}${index}`);
              await Promise.resolve();
              inside.set(tenant, inside.get(tenant)! - 1);
              release();
            }),
          );
          for (const tenant of 'abcd') {
            const mine = finished.filter((name) => name.startsWith(tenant)).map((name) => Number(name.slice(1)));
            expect(mine).toEqual([...mine].sort((x, y) => x - y));
          }
          expect(finished).toHaveLength(asked.length);
          expect(gate.inside).toBe(0);
        },
      ),
    );
  });
});
