import { createHmac, randomUUID } from 'node:crypto';
import type { OAuth2 } from '@parley/dsl';
import { standardError } from '@parley/engine';

/** A request to a token endpoint, without its address. */
export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_LIFE_SECONDS = 60;

/**
 * What to send to `endpoint` for a token under `policy` (RFC 6749, token exchange RFC 8693, client authentication
 * RFC 7523). `client.authentication` defaults to `client_secret_post`, as in the language.
 */
export function buildTokenRequest(policy: OAuth2, endpoint: string, nowMs: number): TokenRequest {
  const fields: [string, string][] = [['grant_type', policy.grant]];
  if (policy.scopes?.length) fields.push(['scope', policy.scopes.join(' ')]);
  for (const audience of policy.audiences ?? []) fields.push(['audience', audience]);
  if (policy.username !== undefined) fields.push(['username', policy.username]);
  if (policy.password !== undefined) fields.push(['password', policy.password]);
  if (policy.subject) fields.push(['subject_token', policy.subject.token], ['subject_token_type', policy.subject.type]);
  if (policy.actor) fields.push(['actor_token', policy.actor.token], ['actor_token_type', policy.actor.type]);
  const headers: Record<string, string> = { accept: 'application/json' };
  authenticateClient(policy.client ?? {}, endpoint, nowMs, fields, headers);
  if (policy.request?.encoding === 'application/json') {
    headers['content-type'] = 'application/json';
    return { headers, body: JSON.stringify(Object.fromEntries(fields)) };
  }
  headers['content-type'] = 'application/x-www-form-urlencoded';
  return { headers, body: new URLSearchParams(fields).toString() };
}

function authenticateClient(
  client: NonNullable<OAuth2['client']>,
  endpoint: string,
  nowMs: number,
  fields: [string, string][],
  headers: Record<string, string>,
): void {
  const { id, secret, assertion, authentication = 'client_secret_post' } = client;
  if (authentication === 'client_secret_basic') {
    // RFC 6749 2.3.1: both are form-encoded before they are joined
    const credentials = `${encodeURIComponent(id ?? '')}:${encodeURIComponent(secret ?? '')}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return;
  }
  if (id !== undefined) fields.push(['client_id', id]);
  if (authentication === 'none') return;
  if (authentication === 'client_secret_post') {
    if (secret !== undefined) fields.push(['client_secret', secret]);
    return;
  }
  fields.push(['client_assertion_type', ASSERTION_TYPE]);
  if (authentication === 'private_key_jwt') {
    if (assertion === undefined) throw standardError('configuration', 'private_key_jwt needs client.assertion.');
    fields.push(['client_assertion', assertion]);
    return;
  }
  if (authentication !== 'client_secret_jwt' || id === undefined || secret === undefined) {
    throw standardError('configuration', `The client cannot authenticate with "${authentication}".`);
  }
  fields.push(['client_assertion', assertion ?? secretJwt(id, secret, endpoint, nowMs)]);
}

/** A JWT that proves the knowledge of the client's secret (RFC 7523 section 3). */
function secretJwt(id: string, secret: string, audience: string, nowMs: number): string {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = {
    iss: id,
    sub: id,
    aud: audience,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + ASSERTION_LIFE_SECONDS,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}
