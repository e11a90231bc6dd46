import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { commonError, isObject } from '@parley/kernel';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** What the development issuer must keep so that tokens and logins survive a restart. Secret as a whole. */
export interface IssuerState {
  /** Private signing keys, the newest first. */
  readonly keys: readonly JWK[];
  /** Signs cookies. */
  readonly cookieSecret: string;
  /** Secrets of the development users by subject. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Reads the state from `file`, adds what is missing for `subjects`, and writes it back (mode 0600) when it changed.
 * Raises `conflict` when the file holds something else.
 */
export async function loadIssuerState(file: string, subjects: readonly string[]): Promise<IssuerState> {
  const found = await readState(file);
  const missing = subjects.filter((subject) => !Object.hasOwn(found?.secrets ?? {}, subject));
  if (found && missing.length === 0) return found;
  const created = Object.fromEntries(missing.map((subject) => [subject, newSecret()]));
  const state: IssuerState = {
    keys: found?.keys ?? [await newSigningKey()],
    cookieSecret: found?.cookieSecret ?? newSecret(),
    secrets: { ...found?.secrets, ...created },
  };
  await writeState(file, state);
  return state;
}

/** Puts a new signing key first; tokens signed by the one before stay valid until they expire. */
export async function rotateIssuerKey(file: string): Promise<IssuerState> {
  const { keys, ...rest } = await loadIssuerState(file, []);
  const state: IssuerState = { ...rest, keys: [await newSigningKey(), ...keys.slice(0, 1)] };
  await writeState(file, state);
  return state;
}

async function readState(file: string): Promise<IssuerState | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = parse(text);
  if (
    isObject(state) &&
    Array.isArray(state.keys) &&
    typeof state.cookieSecret === 'string' &&
    isObject(state.secrets)
  ) {
    return state as unknown as IssuerState;
  }
  throw commonError('conflict', `${file} does not hold the state of the development issuer`, {
    hint: 'Delete the file; new keys and secrets are made at the next start.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeState(file: string, state: IssuerState): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(draft, file);
}

async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomUUID() };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
