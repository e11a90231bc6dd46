import type { Clock } from '@parley/kernel';
import {
  IDEMPOTENCY_RETENTION_MS,
  IDEMPOTENCY_STALE_MS,
  type IdempotencyStore,
  type IdempotentRequest,
  type StoredResponse,
} from '../ports.ts';

interface Row {
  readonly tenantId: string;
  readonly operationId: string;
  readonly requestHash: string;
  token: string;
  reservedAt: number;
  response: StoredResponse | undefined;
}

/** An idempotency store that lives as long as the process. */
export function createMemoryIdempotencyStore(clock: Clock): IdempotencyStore & { readonly size: number } {
  const rows = new Map<string, Row>();
  const expired = (row: Row) => row.reservedAt + IDEMPOTENCY_RETENTION_MS <= clock.now();

  function take(key: string, { tenantId, operationId, requestHash }: IdempotentRequest) {
    const token = crypto.randomUUID();
    rows.set(key, { tenantId, operationId, requestHash, token, reservedAt: clock.now(), response: undefined });
    return { state: 'new', token } as const;
  }

  return {
    get size() {
      return rows.size;
    },
    async reserve(request) {
      const key = rowKey(request);
      const row = rows.get(key);
      if (!row || expired(row)) return take(key, request);
      if (row.operationId !== request.operationId || row.requestHash !== request.requestHash) {
        return { state: 'mismatch' };
      }
      if (row.response) return { state: 'replay', response: row.response };
      if (row.reservedAt + IDEMPOTENCY_STALE_MS <= clock.now()) return take(key, request);
      return { state: 'in-progress' };
    },
    async complete(request, token, response) {
      const row = rows.get(rowKey(request));
      if (row?.token === token) row.response = response;
    },
    async release(request, token) {
      const key = rowKey(request);
      if (rows.get(key)?.token === token) rows.delete(key);
    },
    async sweep(tenantId) {
      for (const [key, row] of rows) if (row.tenantId === tenantId && expired(row)) rows.delete(key);
    },
  };
}

function rowKey({ tenantId, actor, key }: IdempotentRequest): string {
  return JSON.stringify([tenantId, actor, key]);
}
