import { describe, expect, it, vi } from 'vitest';
import { startPlatform } from '../testing/platform.ts';
import { createAuditRecorder } from './record-audit.ts';

const decision = (tenantId: string, action: string) => ({
  tenantId,
  actor: 'ann',
  action,
  subject: '/v1/x',
  outcome: 'allowed' as const,
});
const actions = (entries: readonly { action: string }[]) => entries.map(({ action }) => action);

describe('the audit recorder', () => {
  it('stores what it took, in order, each in its tenant, once', async () => {
    const { deps, store } = await startPlatform();
    const recorder = createAuditRecorder(deps);
    for (const [tenant, action] of [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ] as const)
      recorder.record(decision(tenant, action));
    await recorder.flush();
    await recorder.flush();
    expect([actions(store.auditOf('a')), actions(store.auditOf('b'))]).toEqual([['1', '3'], ['2']]);
    expect(store.auditOf('a')[0]).toMatchObject({ at: '2026-01-01T00:00:00.000Z', actor: 'ann', subject: '/v1/x' });
  });

  it('stores by itself, soon', async () => {
    vi.useFakeTimers();
    try {
      const { deps, store } = await startPlatform();
      createAuditRecorder(deps).record(decision('a', '1'));
      await vi.advanceTimersByTimeAsync(1_000);
      expect(actions(store.auditOf('a'))).toEqual(['1']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what the store refuses, and stores the rest no second time', async () => {
    const { deps, store } = await startPlatform();
    const recorder = createAuditRecorder(deps);
    recorder.record(decision('a', '1'));
    recorder.record(decision('b', '2'));
    store.failure = { tenants: ['b'], error: new Error('down') };
    await expect(recorder.flush()).rejects.toThrow('down');
    recorder.record(decision('b', '3'));
    store.failure = undefined;
    await recorder.flush();
    expect([actions(store.auditOf('a')), actions(store.auditOf('b'))]).toEqual([['1'], ['2', '3']]);
  });

  it('loses nothing when it is closed, also after a short failure of the store', async () => {
    const { deps, store } = await startPlatform();
    const recorder = createAuditRecorder(deps);
    recorder.record(decision('a', '1'));
    store.failure = { tenants: ['a'], error: new Error('down') };
    const refused = recorder.flush().catch(() => 'refused');
    expect(await refused).toBe('refused');
    const closed = recorder.close();
    store.failure = undefined;
    await closed;
    expect(actions(store.auditOf('a'))).toEqual(['1']);
  });

  it('puts into the log what it cannot store before it closes', async () => {
    const { deps, store, logged } = await startPlatform();
    const recorder = createAuditRecorder(deps);
    recorder.record(decision('a', '1'));
    store.failure = { tenants: ['a'], error: new Error('down') };
    await recorder.close();
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      message: 'Audit entries were lost',
      fields: { entries: [{ tenantId: 'a', entry: { action: '1' } }] },
    });
  });

  it('holds a bounded number while the store is down, and counts what gave way', async () => {
    const { deps, store, logged } = await startPlatform();
    const recorder = createAuditRecorder(deps, 10);
    for (let i = 0; i < 11; i++) recorder.record(decision('a', String(i)));
    await recorder.flush();
    expect(actions(store.auditOf('a'))).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(logged.map(({ fields }) => fields.dropped)).toEqual([1]);
  });

  it('bounds the length of what it keeps', async () => {
    const { deps, store } = await startPlatform();
    const recorder = createAuditRecorder(deps);
    recorder.record({ ...decision('a', '1'), subject: 'x'.repeat(10_000) });
    await recorder.flush();
    expect(store.auditOf('a')[0]!.subject).toHaveLength(500);
  });
});
