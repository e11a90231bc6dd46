import { createHash } from 'node:crypto';
import { type Clock, commonError, type Logger } from '@parley/kernel';
import { gatewayError } from '../errors.ts';
import type { IdempotencyStore, IdempotentRequest, StoredResponse } from '../ports.ts';
import { ExpiringCache } from './expiring-cache.ts';

export type Once = (
  request: IdempotentRequest,
  run: () => Promise<StoredResponse>,
) => Promise<StoredResponse & { readonly replayed: boolean }>;

const SWEEP_EVERY_MS = 10 * 60 * 1000;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Raises `invalid_request` unless `key` is 1 to 255 visible ASCII characters. */
export function checkIdempotencyKey(key: string): string {
  if (KEY.test(key)) return key;
  throw commonError('invalid_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters', {
    hint: 'Use a new UUID for each request and the same one when you try again.',
  });
}

/** SHA-256 over the parts of a request, unambiguous where one ends. */
export function hashRequest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64url');
}

/**
 * Builds the guard that runs a request once per key. The answer of a success is kept and replayed. A failure is not
 * kept: it changed nothing, and the same key can be tried again.
 */
export function createOnce(store: IdempotencyStore, clock: Clock, logger: Logger): Once {
  const swept = new ExpiringCache<true>(10_000, clock);

  function sweepSometimes(tenantId: string): void {
    if (swept.get(tenantId)) return;
    swept.set(tenantId, true, clock.now() + SWEEP_EVERY_MS);
    store.sweep(tenantId).catch((err: unknown) => logger.warn({ err }, 'Old idempotency keys could not be deleted'));
  }

  return async (request, run) => {
    sweepSometimes(request.tenantId);
    const reservation = await store.reserve(request);
    switch (reservation.state) {
      case 'replay':
        return { ...reservation.response, replayed: true };
      case 'in-progress':
        throw gatewayError('idempotency_in_progress', 'The first request with this Idempotency-Key is still running', {
          hint: 'Wait a moment and send the same request again.',
        });
      case 'mismatch':
        throw gatewayError('idempotency_key_reused', 'This Idempotency-Key belongs to a different request', {
          hint: 'Use a new key for a new request.',
        });
      case 'new':
        return { ...(await runReserved(store, request, reservation.token, run, logger)), replayed: false };
    }
  };
}

async function runReserved(
  store: IdempotencyStore,
  request: IdempotentRequest,
  token: string,
  run: () => Promise<StoredResponse>,
  logger: Logger,
): Promise<StoredResponse> {
  let response: StoredResponse;
  try {
    response = await run();
  } catch (error) {
    await settle(() => store.release(request, token), logger);
    throw error;
  }
  await settle(() => store.complete(request, token, response), logger);
  return response;
}

// The caller gets what really happened; a key that could not be settled goes stale and is taken over.
async function settle(work: () => Promise<void>, logger: Logger): Promise<void> {
  try {
    await work();
  } catch (err) {
    logger.error({ err }, 'The outcome of an idempotent request could not be kept');
  }
}
