import { ManualClock, newId } from '@parley/kernel';
import type { StoredValue, ValueIndex } from '@parley/module-workflow';
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

it('shows nobody another tenant’s values', async () => {
  const own = value('f');
  await index.register([own]);
  await refer(own);

  expect(await index.find(newId(), own.executionId, own.sha256)).toBeUndefined();
});
