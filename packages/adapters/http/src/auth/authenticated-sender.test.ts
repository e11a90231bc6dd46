import type { OAuth2 } from '@parley/dsl';
import type { ResolvedAuthentication } from '@parley/engine';
import { ManualClock } from '@parley/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEgress, type Egress } from '../egress/egress.ts';
import { type LocalServer, type ReceivedRequest, sendJson, startLocalServer } from '../testing/local-server.ts';
import { type AuthenticatedSender, createAuthenticatedSender } from './authenticated-sender.ts';
import { digestAuthorization, parseDigestChallenge } from './digest.ts';

let server: LocalServer;
let egress: Egress;
let clock: ManualClock;
let send: AuthenticatedSender;
let issued: number;
/** Tokens that the API takes; undefined takes all. */
let accepted: string | undefined;

const toApi = () => server.received.filter((request) => request.url === '/api');
const toAuthority = () => server.received.filter((request) => request.url !== '/api');
const form = (request: ReceivedRequest) => Object.fromEntries(new URLSearchParams(request.body));

beforeAll(async () => {
  server = await startLocalServer((request, response) => {
    if (request.url === '/api') {
      const refused = accepted !== undefined && request.headers.authorization !== `Bearer ${accepted}`;
      return sendJson(response, refused ? 401 : 200, {});
    }
    if (request.url === '/.well-known/openid-configuration') {
      return sendJson(response, 200, { token_endpoint: `${server.url}/connect/token` });
    }
    issued += 1;
    return sendJson(response, 200, { access_token: `t${issued}`, token_type: 'bearer', expires_in: 300 });
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
  issued = 0;
  accepted = undefined;
  clock = new ManualClock();
  egress = createEgress({ allow: ['127.0.0.1'] });
  send = createAuthenticatedSender(egress, clock);
});
afterEach(() => egress.close());

const call = (authentication?: unknown, tenantId = 'a') =>
  send({ url: `${server.url}/api` }, authentication as ResolvedAuthentication | undefined, tenantId);
const policy = (extra: Partial<OAuth2> = {}) => ({
  oauth2: {
    authority: server.url,
    grant: 'client_credentials',
    client: { id: 'parley', secret: 's p&', ...extra.client },
    scopes: ['orders', 'stock'],
    ...extra,
  },
});

test('without authentication nothing is added', async () => {
  await call();
  expect(toApi()[0]!.headers).not.toHaveProperty('authorization');
});

test.each([
  [{ basic: { username: 'me', password: 'pä:ss' } }, `Basic ${Buffer.from('me:pä:ss').toString('base64')}`],
  [{ bearer: { token: 'abc' } }, 'Bearer abc'],
])('%j becomes a header', async (authentication, header) => {
  await call(authentication);
  expect(toApi()[0]!.headers.authorization).toBe(header);
});

test.each([
  [{ basic: { username: 'me' } }, 'The basic authentication has no password.'],
  [{ bearer: {} }, 'The bearer authentication has no token.'],
  [{ bearer: { use: 'secret' } }, 'The bearer authentication has no token.'],
  [{ oauth2: { grant: 'password' } }, 'The oauth2 authentication has no authority.'],
  [{ certificate: {} }, 'There is no authentication "certificate".'],
])('%j is a configuration error', async (authentication, detail) => {
  await expect(call(authentication)).rejects.toMatchObject({
    problem: { type: expect.stringMatching(/configuration$/), detail },
  });
});

describe('oauth2', () => {
  test('asks the authority once and uses the token until it is about to expire', async () => {
    await call(policy());
    await call(policy());
    clock.advance(269_000);
    await call(policy());
    clock.advance(2000);
    await call(policy());
    expect(toAuthority().map((request) => request.url)).toEqual(['/oauth2/token', '/oauth2/token']);
    expect(toApi().map((request) => request.headers.authorization)).toEqual([
      'Bearer t1',
      'Bearer t1',
      'Bearer t1',
      'Bearer t2',
    ]);
    expect(form(toAuthority()[0]!)).toEqual({
      grant_type: 'client_credentials',
      scope: 'orders stock',
      client_id: 'parley',
      client_secret: 's p&',
    });
  });

  test('calls at the same time share one token request, tenants share none', async () => {
    await Promise.all([call(policy()), call(policy()), call(policy(), 'b')]);
    expect(toAuthority()).toHaveLength(2);
  });

  test('a token that was revoked is fetched anew once', async () => {
    await call(policy());
    accepted = 't2';
    expect((await call(policy())).status).toBe(200);
    accepted = 'none';
    expect((await call(policy())).status).toBe(401);
    expect(toAuthority()).toHaveLength(3);
  });

  test('a token that was fetched for the call is not fetched again when it is refused', async () => {
    accepted = 'none';
    expect((await call(policy())).status).toBe(401);
    expect(toAuthority()).toHaveLength(1);
  });

  test('the client can authenticate with a Basic header', async () => {
    await call(policy({ client: { id: 'parley', secret: 's p&', authentication: 'client_secret_basic' } }));
    const [request] = toAuthority();
    expect(request!.headers.authorization).toBe(`Basic ${Buffer.from('parley:s%20p%26').toString('base64')}`);
    expect(form(request!)).not.toHaveProperty('client_secret');
  });

  test('the client can prove its secret with a JWT', async () => {
    await call(policy({ client: { id: 'parley', secret: 'key', authentication: 'client_secret_jwt' } }));
    const sent = form(toAuthority()[0]!);
    const claims = JSON.parse(Buffer.from(sent.client_assertion!.split('.')[1]!, 'base64url').toString());
    expect(claims).toMatchObject({
      iss: 'parley',
      sub: 'parley',
      aud: `${server.url}/oauth2/token`,
      exp: claims.iat + 60,
    });
    expect(sent).not.toHaveProperty('client_secret');
  });

  test('tokens are exchanged, in JSON when the authority wants it', async () => {
    await call(
      policy({
        grant: 'urn:ietf:params:oauth:grant-type:token-exchange',
        request: { encoding: 'application/json' },
        endpoints: { token: '/sts' },
        subject: { token: 'user', type: 'jwt' },
      }),
    );
    const [request] = toAuthority();
    expect(request!.url).toBe('/sts');
    expect(JSON.parse(request!.body)).toMatchObject({ subject_token: 'user', subject_token_type: 'jwt' });
  });

  test('an authority that gives no token is an authentication error without the secret', async () => {
    const usual = server.answer;
    server.answer = (_request, response) => sendJson(response, 400, { error: 'invalid_client' });
    const error = await call(policy()).catch((reason: unknown) => reason);
    server.answer = usual;
    expect(error).toMatchObject({ problem: { type: expect.stringMatching(/authentication$/), status: 401 } });
    expect(String(error)).toContain('invalid_client');
    expect(JSON.stringify(error) + String(error)).not.toContain('s p&');
  });

  test('a token of another issuer is refused', async () => {
    const claims = Buffer.from(JSON.stringify({ iss: 'https://evil.example' })).toString('base64url');
    const usual = server.answer;
    server.answer = (_request, response) => sendJson(response, 200, { access_token: `e30.${claims}.x` });
    const error = await call(policy({ issuers: [server.url] })).catch((reason: unknown) => reason);
    server.answer = usual;
    expect(String(error)).toContain('https://evil.example');
  });

  test('a call that is cancelled stops waiting for the token', async () => {
    const controller = new AbortController();
    const usual = server.answer;
    server.answer = () => controller.abort(new Error('cancelled'));
    const request = { url: `${server.url}/api`, signal: controller.signal };
    await expect(send(request, policy() as ResolvedAuthentication, 'a')).rejects.toThrow('cancelled');
    server.answer = usual;
  });
});

test('oidc finds the token endpoint in the provider’s description', async () => {
  await call({ oidc: policy().oauth2 });
  expect(toAuthority().map((request) => request.url)).toEqual(['/.well-known/openid-configuration', '/connect/token']);
  expect(toApi()[0]!.headers.authorization).toBe('Bearer t1');
});

describe('digest', () => {
  // The example of RFC 7616 section 3.9.1.
  const parameters =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const header = `Digest ${parameters}, algorithm=SHA-256, Digest ${parameters}, algorithm=MD5`;
  const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const answerTo = (challenge: string) =>
    digestAuthorization(parseDigestChallenge(challenge)!, mufasa, 'GET', '/dir/index.html', cnonce);

  test('answers the example of the RFC, with SHA-256 when it is offered', () => {
    expect(answerTo(header)).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
    expect(answerTo(`Digest ${parameters}, algorithm=MD5`)).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
  });

  test('does not answer what it does not know', () => {
    expect(parseDigestChallenge('Basic realm="x"')).toBeUndefined();
    expect(parseDigestChallenge('Digest nonce="x", algorithm=FUTURE')).toBeUndefined();
  });

  test('sends the request again with the answer to the challenge', async () => {
    const usual = server.answer;
    server.answer = (request, response) =>
      request.headers.authorization === undefined
        ? response.writeHead(401, { 'www-authenticate': header }).end()
        : response.end();
    const response = await send({ url: `${server.url}/a?b=1`, method: 'PUT', body: 'x' }, { digest: mufasa }, 'a');
    server.answer = usual;
    expect(response.status).toBe(200);
    expect(server.received[1]).toMatchObject({ method: 'PUT', body: 'x' });
    expect(server.received[1]!.headers.authorization).toMatch(
      /^Digest username="Mufasa".* uri="\/a\?b=1".*algorithm=SHA-256/,
    );
  });
});

describe('an API key', () => {
  const key = { apiKey: { in: 'query', name: 'key', value: 'k-secret' } };

  test('in the query is sent, and taken out of the address that may be recorded', async () => {
    server.received.length = 0;
    const response = await send({ url: `${server.url}/api?page=2` }, key as unknown as ResolvedAuthentication, 'a');

    expect(server.received[0]!.url).toBe('/api?page=2&key=k-secret');
    expect(response.url).toBe(`${server.url}/api?page=2`);
  });
});
