import { newId, toRfc3339 } from '@parley/kernel';
import type { ConnectionRecord, WorkflowStore } from '@parley/module-workflow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineMigrations } from '../../durable/migrations.ts';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { createWorkflowStore, workflowMigrations } from './store.ts';

let test: TestDatabase;
let store: WorkflowStore;
beforeAll(async () => {
  const migrations = [...(await engineMigrations()), ...(await workflowMigrations())];
  test = await testDatabase({ service: 'workflow', migrations });
  store = createWorkflowStore(test.database);
});
afterAll(() => test.drop());

const connection = (name: string, documentUrl: string): ConnectionRecord => ({
  ...{ connectionId: newId(), name, title: name, documentUrl, documentKey: 'k', liveUrl: 'https://live.test' },
  ...{ sandboxUrl: undefined, hasCredential: false, operations: [], events: [], createdAt: toRfc3339(0) },
});

it('finds the connection that owns a document, the first by name, and none of another tenant', async () => {
  const [tenantId, other] = [newId(), newId()];
  const [url, second] = ['https://a.test/openapi.json', 'https://a.test/openapi.json?2'];
  await store.transaction(tenantId, async (tx) => {
    for (const [name, at] of [
      ['zoo', url],
      ['bar', url],
      ['foo', second],
    ] as const) {
      await tx.insertConnection(connection(name, at));
    }
  });
  const find = (tenant: string, at: string) => store.read(tenant, (tx) => tx.findConnectionByDocument(at));

  expect((await find(tenantId, url))?.name).toBe('bar');
  expect((await find(tenantId, second))?.name).toBe('foo');
  expect(await find(tenantId, 'https://b.test')).toBeUndefined();
  expect(await find(other, url)).toBeUndefined();
});
