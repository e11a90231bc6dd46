import { createHash, randomBytes } from 'node:crypto';
import type { UsernamePassword } from '@parley/dsl';

/** The parameters of a `WWW-Authenticate: Digest` challenge. */
export type DigestChallenge = Readonly<Record<string, string>>;

const ALGORITHMS: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256', 'sha-512-256': 'sha512-256' };

/** The strongest Digest challenge in a `WWW-Authenticate` header that can be answered, or undefined. */
export function parseDigestChallenge(header: string): DigestChallenge | undefined {
  const challenges = header.split(/(?=\bDigest\s)/i).filter((part) => /^Digest\s/i.test(part));
  return challenges
    .map((part) => parseParameters(part.slice('Digest '.length)))
    .filter((challenge) => challenge.nonce !== undefined && hashName(challenge) !== undefined)
    .sort((a, b) => Number(hashName(a) === 'md5') - Number(hashName(b) === 'md5'))[0];
}

/**
 * The `Authorization` header that answers a challenge (RFC 7616, qop `auth` or none). `uri` is the request target,
 * `cnonce` is random unless a test gives it.
 */
export function digestAuthorization(
  challenge: DigestChallenge,
  { username, password }: UsernamePassword,
  method: string,
  uri: string,
  cnonce = randomBytes(16).toString('hex'),
): string {
  const { realm = '', nonce = '', opaque, algorithm } = challenge;
  const hash = (text: string) => createHash(hashName(challenge)!).update(text).digest('hex');
  const isSession = /-sess$/i.test(algorithm ?? '');
  const secret = hash(`${username}:${realm}:${password}`);
  const ha1 = isSession ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = hash(`${method}:${uri}`);
  const hasQop = (challenge.qop ?? '').split(',').some((value) => value.trim().toLowerCase() === 'auth');
  const nc = '00000001';
  const response = hash(hasQop ? `${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`);
  const parts = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(hasQop ? ['qop=auth', `nc=${nc}`] : []),
    ...(hasQop || isSession ? [`cnonce=${quote(cnonce)}`] : []),
    `response=${quote(response)}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const hashName = (challenge: DigestChallenge) =>
  ALGORITHMS[(challenge.algorithm ?? 'MD5').toLowerCase().replace(/-sess$/, '')];

function parseParameters(text: string): Record<string, string> {
  const matches = text.matchAll(/([a-z][a-z0-9-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi);
  return Object.fromEntries(
    [...matches].map(([, name, quoted, plain]) => [name!.toLowerCase(), plain ?? quoted!.replace(/\\(.)/g, '$1')]),
  );
}
