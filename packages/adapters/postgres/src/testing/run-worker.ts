import { silentLogger } from '@parley/kernel';
import pg from 'pg';
import { serviceRoles } from '../database/provision.ts';
import { connectServiceDatabase } from '../database/service-database.ts';
import { startPostgresEngine } from '../durable/engine.ts';
import { crashEffects } from './crash-workflows.ts';

// Run as a process of its own by the crash tests: the worker of a database, whose calls to the outside are rows of the
// table `calls` in another database, with a note of those that must not have happened because their result is recorded.
const [adminUrl = '', databaseName = '', outsideUrl = ''] = process.argv.slice(2);
const roles = serviceRoles(adminUrl, 'engine');
const database = connectServiceDatabase({
  ...{ adminUrl, service: 'engine', database: databaseName, roles, maxConnections: 4 },
  logger: silentLogger,
});
const outside = new pg.Pool({ connectionString: outsideUrl, max: 8 });

const effects = crashEffects(async ({ executionId, key, idempotencyKey }) => {
  const recorded = await database.system((tx) =>
    tx.query(`select 1 from engine_history where execution_id = $1 and key = $2 and type like 'Effect%'`, [
      executionId,
      key,
    ]),
  );
  await outside.query('insert into calls (idempotency_key, was_recorded) values ($1, $2)', [
    idempotencyKey,
    recorded.length > 0,
  ]);
});
const engine = startPostgresEngine({ database, effects, pollMs: 20 });
await engine.recover();
process.stdout.write('recovered\n');
