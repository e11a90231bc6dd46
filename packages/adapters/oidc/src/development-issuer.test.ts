import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTokenSource, createTokenVerifier, rotateIssuerKey, WEB_CLIENT_ID } from './index.ts';
import { type IssuerServer, startIssuer } from './testing/issuer-server.ts';
import { codeChallengeOf, decode } from './testing/pkce.ts';

const printed = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info'), vi.spyOn(console, 'log')];
const file = mkdtemp(join(tmpdir(), 'parley-issuer-')).then((directory) => join(directory, 'issuer.json'));
let server: IssuerServer;
beforeAll(async () => {
  server = await startIssuer(await file);
});
afterAll(() => server.close());

const verify = (token: string) => createTokenVerifier({ issuer: server.issuer, audience: 'parley-api' }).verify(token);
const tokenOf = (subject: string, secret = server.state.secrets[subject]!) =>
  createTokenSource({ issuer: server.issuer, clientId: subject, clientSecret: secret })();

describe('the development issuer, asked by a program', () => {
  it('gives a token that the verifier takes', async () => {
    const token = await tokenOf('ann');
    expect(decode(token)).toMatchObject({
      header: { alg: 'ES256', typ: 'at+jwt' },
      payload: { iss: server.issuer, aud: 'parley-api', sub: 'ann' },
    });
    const verified = await verify(token);
    expect(verified.subject).toBe('ann');
    expect(Math.round((verified.expiresAt - Date.now()) / 60_000)).toBe(60);
  });

  it('refuses a wrong secret, another one’s secret and an unknown program', async () => {
    const bobs = server.state.secrets.bob!;
    for (const [subject, secret] of [
      ['ann', 'x'],
      ['ann', bobs],
      ['nobody', 'x'],
    ] as const) {
      await expect(tokenOf(subject, secret)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('gives tokens for no other resource', async () => {
    const response = await fetch(`${server.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`ann:${server.state.secrets.ann}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:other' }),
    });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, 'invalid_target']);
  });

  it('names its own address whatever host the caller says', async () => {
    const request = get(`${server.issuer}/.well-known/openid-configuration`, { headers: { host: 'evil.example' } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const metadata = (await json(response)) as Record<string, string>;
    expect(metadata).toMatchObject({ issuer: server.issuer, token_endpoint: `${server.issuer}/token` });
  });

  it('keeps tokens valid over a restart and over a new signing key', async () => {
    const before = await tokenOf('ann');
    server.restart(server.state);
    await verify(before);
    server.restart(await rotateIssuerKey(await file));
    const after = await tokenOf('ann');
    expect(decode(after).header.kid).not.toBe(decode(before).header.kid);
    expect([(await verify(before)).subject, (await verify(after)).subject]).toEqual(['ann', 'ann']);
  });
});

describe('the development issuer, asked by a person in a browser', () => {
  const redirectUri = 'http://127.0.0.1:4321/callback';
  const verifierText = 'v'.repeat(43);

  /** A browser as far as it is needed: cookies, and redirects one by one. */
  function browser() {
    const cookies = new Map<string, string>();
    return async (url: string, form?: Record<string, string>) => {
      const response = await fetch(new URL(url, server.issuer), {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
        cookies.set(name!, value!);
      }
      return { status: response.status, location: response.headers.get('location')!, text: await response.text() };
    };
  }

  async function openLogin(visit: ReturnType<typeof browser>, extra: Record<string, string> = {}) {
    const query = new URLSearchParams({
      client_id: WEB_CLIENT_ID,
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: redirectUri,
      code_challenge: await codeChallengeOf(verifierText),
      code_challenge_method: 'S256',
      state: 's1',
      ...extra,
    });
    return visit(`${server.issuer}/auth?${query}`);
  }

  const exchange = async (code: string, verifier: string) => {
    const response = await fetch(`${server.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: WEB_CLIENT_ID,
        redirect_uri: redirectUri,
        code,
        code_verifier: verifier,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  it('gives an access token after a login with code and PKCE', async () => {
    const visit = browser();
    const { location } = await openLogin(visit);
    const page = await visit(location);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<h1>Sign in</h1>')]);
    const refused = await visit(location, { subject: '"><b>', secret: 'x' });
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('role="alert"')]);
    expect(refused.text).not.toContain('<b>');
    const accepted = await visit(location, { subject: 'bob', secret: server.state.secrets.bob! });
    const back = new URL((await visit(accepted.location)).location);
    expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([redirectUri, 's1']);
    const { status, body } = await exchange(back.searchParams.get('code')!, verifierText);
    expect(status).toBe(200);
    expect((await verify(body.access_token!)).subject).toBe('bob');
    expect(decode(body.id_token!).payload).toMatchObject({ aud: WEB_CLIENT_ID, sub: 'bob' });
    await expect(verify(body.id_token!)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('gives no token for a code without its verifier', async () => {
    const visit = browser();
    const { location } = await openLogin(visit);
    const accepted = await visit(location, { subject: 'bob', secret: server.state.secrets.bob! });
    const code = new URL((await visit(accepted.location)).location).searchParams.get('code')!;
    expect((await exchange(code, 'w'.repeat(43))).body.error).toBe('invalid_grant');
  });

  it('sends nobody to an address that was not registered', async () => {
    const answer = await openLogin(browser(), { redirect_uri: 'https://evil.example/' });
    expect([answer.status, answer.location]).toEqual([400, null]);
    expect(answer.text).toContain('Sign-in failed');
  });

  it('shows a page when a login is unknown or over', async () => {
    const answer = await browser()(`${server.issuer}/interaction/nonsense`);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('This login is over')]);
  });
});

it('prints nothing on the console', () => {
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});
