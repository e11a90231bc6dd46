import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyEncryption, SecretVault } from '@parley/module-workflow';
import type { ServiceDatabase } from '../../database/service-database.ts';
import type { Transaction } from '../../database/transaction.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Secrets under envelope encryption: AES-256-GCM with a data key per tenant, itself wrapped by the installation's key.
 * Tenant and name are authenticated with the value, so that a row cannot be moved to another tenant or name.
 */
export function createSecretVault(database: ServiceDatabase, encryption: KeyEncryption): SecretVault {
  return {
    put: (tenantId, name, value) =>
      database.tenant(tenantId, async (tx) => {
        const key = await dataKey(tx, encryption);
        await tx.execute(
          `insert into secrets (tenant_id, name, sealed) values ($1, $2, $3)
            on conflict (tenant_id, name) do update set sealed = excluded.sealed, updated_at = now()`,
          [tenantId, name, seal(key, `${tenantId}/${name}`, value)],
        );
      }),
    get: (tenantId, name) =>
      database.read(tenantId, async (tx) => {
        const row = await tx.maybeOne<{ sealed: Buffer; wrapped_key: Buffer }>(
          `select s.sealed, k.wrapped_key from secrets s join secret_keys k using (tenant_id)
            where s.tenant_id = $1 and s.name = $2`,
          [tenantId, name],
        );
        if (!row) return undefined;
        return open(await encryption.unwrap(row.wrapped_key), `${tenantId}/${name}`, row.sealed);
      }),
  };
}

async function dataKey(tx: Transaction, encryption: KeyEncryption): Promise<Uint8Array> {
  const fresh = await encryption.wrap(randomBytes(KEY_BYTES));
  // Whoever comes first decides; the others use that key.
  await tx.execute('insert into secret_keys (tenant_id, wrapped_key) values ($1, $2) on conflict do nothing', [
    tx.tenantId,
    fresh,
  ]);
  const row = await tx.maybeOne<{ wrapped_key: Buffer }>('select wrapped_key from secret_keys where tenant_id = $1', [
    tx.tenantId,
  ]);
  return encryption.unwrap(row!.wrapped_key);
}

function seal(key: Uint8Array, label: string, value: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(label));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function open(key: Uint8Array, label: string, sealed: Buffer): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(label)).setAuthTag(tag);
  const text = sealed.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}
