import type { Clock } from '@parley/kernel';
import {
  IDEMPOTENCY_RETENTION_MS,
  IDEMPOTENCY_STALE_MS,
  type IdempotencyStore,
  type IdempotentRequest,
  type Reservation,
} from '@parley/module-gateway';
import { type Migration, readMigrations } from '../../database/migrations.ts';
import type { ServiceDatabase } from '../../database/service-database.ts';
import type { Transaction } from '../../database/transaction.ts';

/** The gateway's tables. */
export function gatewayMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), 'gateway/');
}

/** Idempotency keys in PostgreSQL. */
export function createIdempotencyStore(database: ServiceDatabase, clock: Clock): IdempotencyStore {
  return {
    reserve: (request) => database.tenant(request.tenantId, (tx) => reserve(tx, request, clock.now())),
    complete: ({ tenantId, actor, key }, token, { status, body }) =>
      database.tenant(tenantId, async (tx) => {
        await tx.execute(
          `update idempotency_keys set status = $5, body = $6
            where tenant_id = $1 and actor = $2 and key = $3 and token = $4`,
          [tenantId, actor, key, token, status, body],
        );
      }),
    release: ({ tenantId, actor, key }, token) =>
      database.tenant(tenantId, async (tx) => {
        await tx.execute(
          'delete from idempotency_keys where tenant_id = $1 and actor = $2 and key = $3 and token = $4',
          [tenantId, actor, key, token],
        );
      }),
    sweep: (tenantId) =>
      database.tenant(tenantId, async (tx) => {
        const end = new Date(clock.now() - IDEMPOTENCY_RETENTION_MS);
        await tx.execute('delete from idempotency_keys where tenant_id = $1 and reserved_at <= $2', [tenantId, end]);
      }),
  };
}

interface KeyRow {
  operation_id: string;
  request_hash: string;
  status: number | null;
  body: string | null;
}

async function reserve(tx: Transaction, request: IdempotentRequest, now: number): Promise<Reservation> {
  const { tenantId, actor, key, operationId, requestHash } = request;
  const token = crypto.randomUUID();
  const taken = await tx.execute(
    `insert into idempotency_keys as k (tenant_id, actor, key, operation_id, request_hash, token, reserved_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, actor, key) do update
       set operation_id = excluded.operation_id, request_hash = excluded.request_hash, token = excluded.token,
           reserved_at = excluded.reserved_at, status = null, body = null
       where k.reserved_at <= $8
          or (k.status is null and k.reserved_at <= $9
              and k.operation_id = excluded.operation_id and k.request_hash = excluded.request_hash)`,
    [
      ...[tenantId, actor, key, operationId, requestHash, token, new Date(now)],
      new Date(now - IDEMPOTENCY_RETENTION_MS),
      new Date(now - IDEMPOTENCY_STALE_MS),
    ],
  );
  if (taken === 1) return { state: 'new', token };
  // The insert above holds the row's lock until the end of this transaction: the row cannot have gone.
  const row = await tx.maybeOne<KeyRow>(
    `select operation_id, request_hash, status, body from idempotency_keys
      where tenant_id = $1 and actor = $2 and key = $3`,
    [tenantId, actor, key],
  );
  return describe(row!, request);
}

function describe(row: KeyRow, { operationId, requestHash }: IdempotentRequest): Reservation {
  if (row.operation_id !== operationId || row.request_hash !== requestHash) return { state: 'mismatch' };
  if (row.status === null) return { state: 'in-progress' };
  return { state: 'replay', response: { status: row.status, body: row.body ?? '' } };
}
