import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyEncryption } from '@parley/module-workflow';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';
const OWNER_ONLY = 0o600;

/**
 * Reads `bytes` random bytes from a file that only its owner may read; makes the file where there is none. Two
 * processes that start together get the same bytes.
 */
export async function readOrCreateKey(path: string, bytes = KEY_BYTES): Promise<Uint8Array> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomUUID()}.tmp`;
  await writeFile(fresh, randomBytes(bytes).toString('base64'), { flag: 'wx', mode: OWNER_ONLY });
  try {
    // A link appears with its content or not at all, so nobody reads a half-written key.
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh);
  }
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (key.length !== bytes)
    throw new Error(`The key file ${path} does not hold ${bytes} bytes; restore it from a backup`);
  return key;
}

/** The installation's key in a local file: AES-256-GCM around every data key. */
export function createKeyEncryption(key: Uint8Array): KeyEncryption {
  return {
    async wrap(dataKey) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      const text = Buffer.concat([cipher.update(dataKey), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    async unwrap(wrapped) {
      const decipher = createDecipheriv(ALGORITHM, key, wrapped.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}
