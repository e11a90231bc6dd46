import { newId } from '@parley/kernel';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { isUniqueViolation } from './pg-errors.ts';

const NOTES = {
  name: 'notes/0001',
  sql: `create table notes (tenant_id uuid not null, id uuid not null, body text not null, primary key (tenant_id, id));
        select parley_protect('notes');`,
};
const alpha = newId();
const beta = newId();
let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase({ migrations: [NOTES] });
});
afterAll(() => test.drop());

const insertNote = (tenantId: string, as: string, id = newId()) =>
  test.database.tenant(as, (tx) =>
    tx.execute('insert into notes (tenant_id, id, body) values ($1, $2, $3)', [tenantId, id, 'x']),
  );

describe('a service database', () => {
  it('shows a tenant its own rows alone, even without a predicate', async () => {
    await insertNote(alpha, alpha);
    await insertNote(beta, beta);
    const seen = await test.database.read(alpha, (tx) =>
      tx.query<{ tenant_id: string }>('select tenant_id from notes'),
    );
    expect(seen).toEqual([{ tenant_id: alpha }]);
  });

  it('refuses a row of another tenant', async () => {
    await expect(insertNote(beta, alpha)).rejects.toMatchObject({ code: 'tenant_violation' });
  });

  it('shows nothing to the application role when no tenant is set', async () => {
    const url = new URL(test.database.systemUrl);
    expect(url.username).toBe('parley_system_test');
    await insertNote(alpha, alpha);
    const rows = await test.database
      .system((tx) => tx.query('set local role parley_app_test'))
      .then(
        () => 'switched',
        (error: { code: string }) => error.code,
      );
    expect(rows).toBe('tenant_violation');
  });

  it('refuses an id that is no UUID instead of putting it into a statement', async () => {
    const attack = `x'; select 1; --`;
    await expect(test.database.tenant(attack, async () => 1)).rejects.toMatchObject({ code: 'invalid_tenant' });
  });

  it('lets the system role see every tenant', async () => {
    await insertNote(alpha, alpha);
    await insertNote(beta, beta);
    const rows = await test.database.system((tx) => tx.query('select distinct tenant_id from notes'));
    expect(rows).toHaveLength(2);
  });

  it('rolls everything back when the work fails', async () => {
    const id = newId();
    const failing = test.database.tenant(alpha, async (tx) => {
      await tx.execute('insert into notes values ($1, $2, $3)', [alpha, id, 'lost']);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    const rows = await test.database.read(alpha, (tx) => tx.query('select 1 from notes where id = $1', [id]));
    expect(rows).toEqual([]);
  });

  it('does not report success when a failed statement was swallowed', async () => {
    const swallowed = test.database.tenant(alpha, async (tx) => {
      await tx.query('select 1/0').catch(() => {});
    });
    await expect(swallowed).rejects.toMatchObject({ code: 'transaction_ended' });
  });

  it('names the constraint of a duplicate', async () => {
    const id = newId();
    await insertNote(alpha, alpha, id);
    const error = await insertNote(alpha, alpha, id).catch((caught: unknown) => caught);
    expect(isUniqueViolation(error, 'notes_pkey')).toBe(true);
  });

  it('refuses writes in a read', async () => {
    const writing = test.database.read(alpha, (tx) => tx.execute('delete from notes where tenant_id = $1', [alpha]));
    await expect(writing).rejects.toMatchObject({ code: 'query_failed' });
  });

  it('keeps one tenant out of the next transaction on the same connection', async () => {
    const single = await testDatabase({ migrations: [NOTES], maxConnections: 1 });
    try {
      await single.database.tenant(alpha, (tx) =>
        tx.execute('insert into notes values ($1, $2, $3)', [alpha, newId(), 'x']),
      );
      const [own, other] = await Promise.all(
        [alpha, beta].map((id) => single.database.read(id, (tx) => tx.query('select * from notes'))),
      );
      expect([own?.length, other?.length]).toEqual([1, 0]);
    } finally {
      await single.drop();
    }
  });

  it('reports a lost connection as retryable and serves the next caller', async () => {
    const killed = test.database.tenant(alpha, async (tx) => {
      const row = await tx.maybeOne<{ pid: number }>('select pg_backend_pid() as pid');
      const admin = new pg.Client({ connectionString: test.adminUrl });
      await admin.connect();
      await admin.query('select pg_terminate_backend($1)', [row?.pid]);
      await admin.end();
      await tx.query('select 1');
    });
    await expect(killed).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    expect(await test.database.read(alpha, (tx) => tx.maybeOne('select 1 as one'))).toEqual({ one: 1 });
  });
});
