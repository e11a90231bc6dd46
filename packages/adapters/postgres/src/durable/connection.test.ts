import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { openSilentProxy } from '../testing/silent-proxy.ts';
import { EngineConnection } from './connection.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const ONE = { text: 'select 1 as one', values: [] };

describe('a connection of the engine', () => {
  it('does not wait for ever for an answer that the network swallows, and is opened anew', async () => {
    const proxy = await openSilentProxy(test.database.systemUrl);
    const connection = new EngineConnection(proxy.url, 200);
    expect(await connection.query(ONE)).toEqual([{ one: 1 }]);
    proxy.silence();
    await expect(connection.query(ONE)).rejects.toMatchObject({ code: 'database_unavailable' });
    proxy.restore();
    expect(await connection.query(ONE)).toEqual([{ one: 1 }]);
    await connection.close();
    proxy.close();
  });

  it('is given up at once when it is told to, with what waits on it', async () => {
    const proxy = await openSilentProxy(test.database.systemUrl);
    const connection = new EngineConnection(proxy.url);
    await connection.query(ONE);
    proxy.silence();
    const lost = connection.query(ONE);
    connection.reset();
    await expect(lost).rejects.toMatchObject({ code: 'database_unavailable' });
    proxy.close();
  });

  it('lets nothing that it sent before it was lost take effect later', async () => {
    const admin = new pg.Client({ connectionString: test.url });
    await admin.connect();
    await admin.query('create table slow (n int); grant all on slow to public');
    const proxy = await openSilentProxy(test.database.systemUrl);
    const connection = new EngineConnection(proxy.url);
    await connection.query(ONE);
    // On its way in the server when the connection is lost.
    const slow = connection.query({ text: 'insert into slow select 1 from pg_sleep(0.4)', values: [] });
    const running = () => admin.query(`select 1 from pg_stat_activity where query like 'insert into slow%'`);
    await expect.poll(async () => (await running()).rowCount).toBe(1);
    proxy.silence();
    connection.reset();
    await expect(slow).rejects.toMatchObject({ code: 'database_unavailable' });
    proxy.restore();
    await connection.query({ text: 'insert into slow values (2)', values: [] });
    await admin.query('select pg_sleep(0.5)');
    expect((await admin.query<{ n: number }>('select n from slow order by n')).rows).toEqual([{ n: 2 }]);
    await connection.close();
    proxy.close();
    await admin.end();
  });
});
