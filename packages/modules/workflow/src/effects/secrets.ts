import type { SecretReader } from '@parley/engine';
import type { SecretVault } from '../ports.ts';

/** Under which name the vault keeps what definitions call `$secrets.NAME`. */
export const secretName = (name: string): string => `secret/${name}`;

/** The tenant's secrets as expressions see them. */
export function createSecretReader(vault: SecretVault): SecretReader {
  return {
    async read(tenantId, names) {
      const found: [string, unknown][] = [];
      for (const name of names) {
        const value = await vault.get(tenantId, secretName(name));
        if (value !== undefined) found.push([name, parseSecret(value)]);
      }
      return Object.fromEntries(found);
    },
  };
}

/** A secret may be an object (`{"username": ..., "password": ...}`) or plain text. */
function parseSecret(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
