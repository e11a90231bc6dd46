import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * The key with which a Restate signs its requests (Ed25519, PKCS #8), made on the first start. Gives the public key in
 * the form that handlers check: `publickeyv1_` and the key in base 58.
 */
export async function openIdentity(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => undefined);
  const pem = known ?? generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  if (known === undefined) await writeFile(file, pem, { mode: 0o600 });
  const { x } = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  return `publickeyv1_${base58(Buffer.from(x!, 'base64url'))}`;
}

/** Base 58 with Bitcoin's alphabet. */
function base58(bytes: Uint8Array): string {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text;
}
