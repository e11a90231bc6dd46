import type { Clock } from '@parley/kernel';
import type { StoredValue, ValueIndex } from '@parley/module-workflow';
import type { ServiceDatabase } from '../../database/service-database.ts';
import type { Transaction } from '../../database/transaction.ts';

interface ValueRow {
  readonly tenant_id: string;
  readonly sha256: string;
  readonly execution_id: string;
  readonly seq: number;
  readonly bytes: number;
  readonly referenced: boolean;
}

const COLUMNS = 'v.tenant_id, v.sha256, v.execution_id, v.seq, v.bytes';
const REFERENCED = `exists (select 1 from engine_history h
  where h.execution_id = v.execution_id and h.seq = v.seq and h.tenant_id = v.tenant_id
    and strpos(h.data::text, v.sha256) > 0)`;
// Whoever notes a reference shares the value; whoever removes it must have it alone.
const LOCK_KEY = `hashtextextended($1 || '/' || $2, 0)`;

/** The references to large values, in PostgreSQL beside the histories. */
export function createValueIndex(database: ServiceDatabase, clock: Clock): ValueIndex {
  return {
    async register(values) {
      if (values.length === 0) return;
      await database.system(async (tx) => {
        for (const value of values) await register(tx, value, new Date(clock.now()));
      });
    },
    find: (tenantId, executionId, sha256) =>
      database.read(tenantId, async (tx) => {
        const row = await tx.maybeOne<ValueRow>(
          `select ${COLUMNS} from large_values v
            where v.tenant_id = $1 and v.execution_id = $2 and v.sha256 = $3 and ${REFERENCED} limit 1`,
          [tenantId, executionId, sha256],
        );
        return row && toValue(row);
      }),
    async sweep(beforeMs, limit, remove) {
      const rows = await database.system((tx) => look(tx, beforeMs, limit));
      for (const row of rows) {
        if (!row.referenced) await database.system((tx) => forget(tx, toValue(row), remove));
      }
      return rows.length;
    },
  };
}

async function register(tx: Transaction, value: StoredValue, at: Date): Promise<void> {
  const { tenantId, sha256, executionId, seq, bytes } = value;
  await tx.query(`select pg_advisory_xact_lock_shared(${LOCK_KEY})`, [tenantId, sha256]);
  await tx.execute(
    `insert into large_values (tenant_id, sha256, execution_id, seq, bytes, stored_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (tenant_id, sha256, execution_id, seq) do update set stored_at = excluded.stored_at, checked = false`,
    [tenantId, sha256, executionId, seq, bytes, at],
  );
}

async function look(tx: Transaction, beforeMs: number, limit: number): Promise<readonly ValueRow[]> {
  return tx.query<ValueRow>(
    `with oldest as materialized (
       select ${COLUMNS}, ${REFERENCED} as referenced from large_values v
        where not v.checked and v.stored_at < $1 order by v.stored_at limit $2),
     seen as (
       update large_values v set checked = true from oldest o
        where o.referenced and v.tenant_id = o.tenant_id and v.sha256 = o.sha256
          and v.execution_id = o.execution_id and v.seq = o.seq)
     select * from oldest`,
    [new Date(beforeMs), limit],
  );
}

/** The value goes before the note of it, in one transaction: a crash in between leaves the note for the next sweep. */
async function forget(tx: Transaction, value: StoredValue, remove: (value: StoredValue) => Promise<void>) {
  const { tenantId, sha256, executionId, seq } = value;
  await tx.query(`select pg_advisory_xact_lock(${LOCK_KEY})`, [tenantId, sha256]);
  const gone = await tx.execute(
    `delete from large_values v
      where v.tenant_id = $1 and v.sha256 = $2 and v.execution_id = $3 and v.seq = $4 and not ${REFERENCED}`,
    [tenantId, sha256, executionId, seq],
  );
  const [others] = await tx.query<{ count: number }>(
    'select count(*)::int as count from large_values where tenant_id = $1 and sha256 = $2',
    [tenantId, sha256],
  );
  if (gone > 0 && others?.count === 0) await remove(value);
}

function toValue(row: ValueRow): StoredValue {
  const { tenant_id: tenantId, sha256, execution_id: executionId, seq, bytes } = row;
  return { tenantId, sha256, executionId, seq, bytes };
}
