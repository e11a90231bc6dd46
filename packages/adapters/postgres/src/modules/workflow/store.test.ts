import { newId, toRfc3339 } from '@parley/kernel';
import type { TriggerRecord, WorkflowRecord, WorkflowStore } from '@parley/module-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineMigrations } from '../../durable/migrations.ts';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { createSecretVault } from './secret-vault.ts';
import { createWorkflowStore, workflowMigrations } from './store.ts';

let test: TestDatabase;
let store: WorkflowStore;
beforeAll(async () => {
  const migrations = [...(await engineMigrations()), ...(await workflowMigrations())];
  test = await testDatabase({ service: 'workflow', migrations });
  store = createWorkflowStore(test.database);
});
afterAll(() => test.drop());

const workflow = (status: WorkflowRecord['status'] = 'active'): WorkflowRecord => ({
  workflowId: newId(),
  namespace: 'default',
  name: newId(),
  title: 'T',
  latestVersion: 1,
  status,
  trigger: 'by itself',
  createdAt: toRfc3339(0),
});

const schedule = (tenantId: string, workflowId: string, nextAt: number): TriggerRecord => ({
  tenantId,
  workflowId,
  version: 1,
  ordinal: 0,
  spec: { kind: 'every', everyMs: 1000 },
  nextAt,
});

async function save(record: WorkflowRecord, triggers: (tenantId: string) => TriggerRecord[]): Promise<string> {
  const tenantId = newId();
  await store.transaction(tenantId, async (tx) => {
    await tx.saveWorkflow(record);
    await tx.replaceTriggers(record.workflowId, triggers(tenantId));
  });
  return tenantId;
}

describe('schedules', () => {
  it('are due across tenants in the order of their times, without those of disabled workflows', async () => {
    const [late, early, off] = [workflow(), workflow(), workflow('disabled')];
    await save(late, (tenantId) => [schedule(tenantId, late.workflowId, 200)]);
    await save(early, (tenantId) => [schedule(tenantId, early.workflowId, 100)]);
    await save(off, (tenantId) => [schedule(tenantId, off.workflowId, 50)]);
    const future = workflow();
    await save(future, (tenantId) => [schedule(tenantId, future.workflowId, 1000)]);

    const due = await store.dueTriggers(500, 10);

    expect(due.map(({ workflowId }) => workflowId)).toEqual([early.workflowId, late.workflowId]);
  });

  it('are moved on by one process only', async () => {
    const record = workflow();
    const tenantId = await save(record, (tenant) => [schedule(tenant, record.workflowId, 5000)]);
    const trigger = schedule(tenantId, record.workflowId, 5000);

    const moved = await Promise.all([1, 2, 3].map(() => store.advanceTrigger(trigger, 5000, 6000)));

    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await store.advanceTrigger(trigger, 6000, undefined)).toBe(true);
  });
});

describe('commands', () => {
  it('are read across tenants in the order in which they came, page by page, until they are finished', async () => {
    const commands = [1, 2, 3].map(
      () => ({ tenantId: newId(), commandId: newId(), executionId: newId(), kind: 'suspend' }) as const,
    );
    for (const command of commands) {
      await store.transaction(command.tenantId, (tx) => tx.insertCommand(command));
    }

    const first = await store.acceptedCommands(0, 2);
    const second = await store.acceptedCommands(first.at(-1)!.position, 2);
    await store.finishCommand(commands[0]!, undefined);

    expect([...first, ...second].map(({ command }) => command)).toEqual(commands);
    expect((await store.acceptedCommands(0, 1))[0]!.command).toEqual(commands[1]);
  });
});

describe('event triggers', () => {
  it('of a type are those of the tenant’s active workflows', async () => {
    const record = workflow();
    const spec = { kind: 'event', type: 'order.placed', filter: { type: 'order.placed' } } as const;
    const tenantId = await save(record, (tenant) => [
      { ...schedule(tenant, record.workflowId, 0), nextAt: undefined, spec },
    ]);
    const find = (tenant: string) => store.read(tenant, (tx) => tx.eventTriggers('order.placed'));

    expect(await find(tenantId)).toMatchObject([{ workflowId: record.workflowId, spec }]);
    expect(await find(newId())).toEqual([]);
    await store.transaction(tenantId, (tx) => tx.saveWorkflow({ ...record, status: 'disabled' }));
    expect(await find(tenantId)).toEqual([]);
  });
});

describe('the secret vault', () => {
  // Turning the bytes around stands for the installation's key: what matters here is who is given which key.
  const encryption = {
    wrap: async (key: Uint8Array) => key.toReversed(),
    unwrap: async (key: Uint8Array) => key.toReversed(),
  };

  it('gives a secret back to its tenant alone, and the newest value of a name', async () => {
    const vault = createSecretVault(test.database, encryption);
    const tenantId = newId();

    await vault.put(tenantId, 'api', 'old');
    await vault.put(tenantId, 'api', 'hunter2');

    expect(await vault.get(tenantId, 'api')).toBe('hunter2');
    expect(await vault.get(tenantId, 'other')).toBeUndefined();
    expect(await vault.get(newId(), 'api')).toBeUndefined();
  });

  it('stores no readable value, and refuses one that was moved to another name', async () => {
    const vault = createSecretVault(test.database, encryption);
    const tenantId = newId();
    await vault.put(tenantId, 'api', 'hunter2');

    const rows = await test.database.system((tx) =>
      tx.query<{ sealed: Buffer }>('select sealed from secrets where tenant_id = $1', [tenantId]),
    );
    await test.database.system((tx) =>
      tx.execute(`update secrets set name = 'moved' where tenant_id = $1`, [tenantId]),
    );

    expect(rows[0]!.sealed.includes('hunter2')).toBe(false);
    await expect(vault.get(tenantId, 'moved')).rejects.toThrow();
  });

  it('makes one data key when two secrets come first at the same time', async () => {
    const vault = createSecretVault(test.database, encryption);
    const tenantId = newId();

    await Promise.all(['a', 'b', 'c', 'd'].map((name) => vault.put(tenantId, name, `value of ${name}`)));

    expect(await Promise.all(['a', 'd'].map((name) => vault.get(tenantId, name)))).toEqual([
      'value of a',
      'value of d',
    ]);
  });
});
