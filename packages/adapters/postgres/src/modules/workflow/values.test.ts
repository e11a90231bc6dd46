import { ManualClock, newId } from '@parley/kernel';
import { LargeValues, type ObjectStore, type StoredValue, type ValueIndex, valueKey } from '@parley/module-workflow';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineMigrations } from '../../durable/migrations.ts';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { workflowMigrations } from './store.ts';
import { createValueIndex } from './values.ts';

let test: TestDatabase;
let index: ValueIndex;
const clock = new ManualClock();
beforeAll(async () => {
  const migrations = [...(await engineMigrations()), ...(await workflowMigrations())];
  test = await testDatabase({ service: 'workflow', migrations });
  index = createValueIndex(test.database, clock);
});
afterAll(() => test.drop());

const sha = (letter: string) => letter.repeat(64);
const value = (letter: string, more: Partial<StoredValue> = {}): StoredValue => ({
  ...{ tenantId: newId(), sha256: sha(letter), executionId: newId(), seq: 2, bytes: 100_000 },
  ...more,
});

/** Writes the history entry that refers to a value. */
async function refer({ tenantId, executionId, seq, sha256, bytes }: StoredValue): Promise<void> {
  const data = { $references: { output: { sha256, bytes, mediaType: 'application/json' } } };
  await test.database.system((tx) =>
    tx.execute(
      `insert into engine_history (execution_id, seq, tenant_id, key, type, data, at)
        values ($1, $2, $3, 'k', 'EffectCompleted', $4, 0)`,
      [executionId, seq, tenantId, JSON.stringify(data)],
    ),
  );
}

async function sweep(): Promise<string[]> {
  const removed: string[] = [];
  while ((await index.sweep(clock.now(), 2, async ({ sha256 }) => void removed.push(sha256[0]!))) > 0);
  return removed.sort();
}

it('removes values whose entry was never written, and keeps those of entries, also after many sweeps', async () => {
  const kept = value('a');
  await index.register([kept, value('b'), value('c')]);
  await refer(kept);
  clock.advance(1_000);

  expect(await sweep()).toEqual(['b', 'c']);
  expect(await sweep()).toEqual([]);
  expect(await index.find(kept.tenantId, kept.executionId, kept.sha256)).toEqual(kept);
});

it('leaves a value alone that is too new, and one that another execution refers to', async () => {
  const shared = value('d');
  const lost = { ...shared, executionId: newId() };
  await index.register([shared, lost]);
  await refer(shared);

  expect(await sweep()).toEqual([]);
  clock.advance(1_000);
  expect(await sweep()).toEqual([]);
  expect(await index.find(lost.tenantId, lost.executionId, lost.sha256)).toBeUndefined();
});

it('waits for a removal that is under way before it notes the same value again', async () => {
  const gone = value('e');
  await index.register([gone]);
  clock.advance(1_000);
  const order: string[] = [];
  let again: Promise<void> | undefined;

  await index.sweep(clock.now(), 10, async () => {
    again = index.register([{ ...gone, executionId: newId() }]).then(() => void order.push('noted'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push('removed');
  });
  await again;

  expect(order).toEqual(['removed', 'noted']);
});

it('keeps a value that an execution notes at the moment when the last other reference to it goes', async () => {
  const gone = value('g');
  await index.register([gone]);
  clock.advance(1_000);
  // Another process that has noted the value and has not committed yet.
  const other = new pg.Client({ connectionString: test.url });
  await other.connect();
  await other.query('begin');
  const { tenantId, sha256 } = gone;
  await other.query(`select pg_advisory_xact_lock_shared(hashtextextended($1 || '/' || $2, 0))`, [tenantId, sha256]);
  await other.query(
    `insert into large_values (tenant_id, sha256, execution_id, seq, bytes, stored_at) values ($1, $2, $3, 1, 9, now())`,
    [tenantId, sha256, newId()],
  );
  const removed: string[] = [];
  const swept = index.sweep(clock.now(), 10, async (each) => void removed.push(each.sha256));
  const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted`;
  await expect.poll(async () => (await other.query(waiting)).rowCount).toBe(1);
  await other.query('commit');
  await other.end();
  await swept;

  expect(removed).not.toContain(sha256);
});

it('has every value in the object store that an execution refers to, whenever a sweep comes in between', async () => {
  const bodies = new Map<string, Uint8Array>();
  const remove = async ({ tenantId, sha256 }: StoredValue) => void bodies.delete(valueKey(tenantId, sha256));
  const sweepAll = async () => {
    clock.advance(1);
    while ((await index.sweep(clock.now(), 10, remove)) > 0);
  };
  let between = '';
  const step = async (name: string) => {
    if (between === name) await sweepAll();
  };
  const objects: ObjectStore = {
    async has(key) {
      await step('before has');
      const found = bodies.has(key);
      await step('after has');
      return found;
    },
    async put(key, body) {
      await step('before put');
      bodies.set(key, body);
      await step('after put');
    },
    get: async (key) => bodies.get(key),
    delete: async (key) => void bodies.delete(key),
  };
  const noting: ValueIndex = {
    ...index,
    async register(values) {
      await step('before note');
      await index.register(values);
      // A sweep leaves what is as new as this alone.
      clock.advance(-10);
    },
  };
  const values = new LargeValues({ objects, index: noting, thresholdBytes: 10 });
  const tenantId = newId();
  const data = { output: 'the same large value' };
  const append = (executionId: string) => ({
    ...{ tenantId, executionId },
    entries: [{ executionId, seq: 1, key: 'k', type: 'EffectCompleted' as const, data, at: 0 }],
  });
  for (between of ['before note', 'before has', 'after has', 'before put', 'after put']) {
    // What a crash left behind, and an execution that has the same value now.
    await values.store([append(newId())]);
    clock.advance(20);
    await values.store([append(newId())]);
    expect(bodies.size, between).toBe(1);
  }
});

it('shows nobody another tenant’s values', async () => {
  const own = value('f');
  await index.register([own]);
  await refer(own);

  expect(await index.find(newId(), own.executionId, own.sha256)).toBeUndefined();
});
