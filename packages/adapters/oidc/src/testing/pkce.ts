import { decodeJwt, decodeProtectedHeader } from 'jose';

/** The S256 challenge of a verifier (RFC 7636, section 4.2). */
export async function codeChallengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString('base64url');
}

/** Header and content of a JWT, unchecked. */
export function decode(token: string) {
  return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
}
