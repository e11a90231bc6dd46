import { createPublicKey } from 'node:crypto';
import { ManualClock } from '@parley/kernel';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTokenVerifier, type TokenVerifierOptions } from './index.ts';
import { createFakeIssuer, type FakeIssuer, ISSUER } from './testing/fake-issuer.ts';

const clock = new ManualClock();
const seconds = () => Math.floor(clock.now() / 1000);
let issuer: FakeIssuer;
beforeEach(async () => {
  issuer = await createFakeIssuer(() => clock.now());
});
const verifier = (options: Partial<TokenVerifierOptions> = {}) =>
  createTokenVerifier({ issuer: ISSUER, audience: 'parley-api', fetch: issuer.fetch, clock, ...options });
const refusal = (token: string) =>
  verifier()
    .verify(token)
    .then(
      () => 'accepted',
      (error: { code: string }) => error.code,
    );

describe('the token verifier', () => {
  it('takes a good token and says whose it is and how long', async () => {
    expect(await verifier().verify(await issuer.sign())).toEqual({
      subject: 'ann',
      expiresAt: (seconds() + 600) * 1000,
    });
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['expired', () => ({ exp: seconds() - 6 })],
    ['not valid yet', () => ({ nbf: seconds() + 60 })],
    ['without an end', () => ({ exp: undefined })],
    ['of another issuer', () => ({ iss: 'https://other.example' })],
    ['for another audience', () => ({ aud: 'other-api' })],
    ['for several audiences', () => ({ aud: ['parley-api', 'other-api'] })],
    ['for a list of one audience', () => ({ aud: ['parley-api'] })],
    ['without an audience', () => ({ aud: undefined })],
    ['without a subject', () => ({ sub: undefined })],
    ['with an empty subject', () => ({ sub: '' })],
  ])('refuses a token that is %s', async (_, claims) => {
    expect(await refusal(await issuer.sign(claims()))).toBe('unauthenticated');
  });

  it('allows clocks that differ by some seconds', async () => {
    expect(await refusal(await issuer.sign({ exp: seconds() - 4, nbf: seconds() + 4 }))).toBe('accepted');
  });

  it('says that a token has expired', async () => {
    const failure = verifier().verify(await issuer.sign({ exp: seconds() - 60 }));
    await expect(failure).rejects.toThrow('The access token has expired');
  });

  it('refuses a forged signature', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = new SignJWT({ iss: ISSUER, aud: 'parley-api', sub: 'ann', exp: seconds() + 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
      .sign(privateKey);
    expect(await refusal(await forged)).toBe('unauthenticated');
  });

  it('refuses a changed content', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const content = btoa(JSON.stringify({ iss: ISSUER, aud: 'parley-api', sub: 'owner', exp: seconds() + 60 }));
    expect(await refusal(`${header}.${content.replaceAll('=', '')}.${signature}`)).toBe('unauthenticated');
  });

  it('refuses a token without a signature', async () => {
    const claims = { iss: ISSUER, aud: 'parley-api', sub: 'ann', exp: seconds() + 60 };
    expect(await refusal(new UnsecuredJWT(claims).encode())).toBe('unauthenticated');
  });

  it('refuses a token signed symmetrically with the public key', async () => {
    const pem = createPublicKey({ key: { ...issuer.publicKey() }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const secret = new TextEncoder().encode(String(pem));
    const confused = await new SignJWT({ iss: ISSUER, aud: 'parley-api', sub: 'ann', exp: seconds() + 60 })
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .sign(secret);
    expect(await refusal(confused)).toBe('unauthenticated');
  });

  it('refuses an algorithm that is not among its own', async () => {
    const only = verifier({ algorithms: ['RS256'] }).verify(await issuer.sign());
    await expect(only).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it.each(['', 'x', 'a.b.c', '...', '{}', 'eyJhbGciOiJFUzI1NiJ9.e30.', 'x'.repeat(10_000)])(
    'refuses %j, which is no token',
    async (token) => {
      expect(await refusal(token)).toBe('unauthenticated');
    },
  );

  it('reads the keys once for many tokens', async () => {
    const one = verifier();
    await Promise.all([1, 2, 3].map(async () => one.verify(await issuer.sign())));
    await one.verify(await issuer.sign());
    expect(issuer.asked).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/keys`]);
  });

  it('reads the keys again when a token names one that it does not have', async () => {
    const one = verifier({ keyCooldownMs: 0 });
    const old = await issuer.sign();
    await one.verify(old);
    await issuer.rotate();
    expect((await one.verify(await issuer.sign())).subject).toBe('ann');
    await expect(one.verify(old)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('does not read the keys again for each token that names an unknown one', async () => {
    const one = verifier();
    await one.verify(await issuer.sign());
    for (const kid of ['x1', 'x2', 'x3']) {
      const token = await issuer.sign({}, { kid });
      await expect(one.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    expect(issuer.asked.filter((url) => url.endsWith('/keys'))).toHaveLength(1);
  });
});

describe('an issuer that fails', () => {
  const broken: [string, () => Response][] = [
    ['is down', () => new Response('', { status: 502 })],
    ['answers HTML', () => new Response('<html>')],
    ['redirects', () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } })],
    ['is another', () => Response.json({ issuer: 'https://evil.example', jwks_uri: 'x', token_endpoint: 'x' })],
    ['names no keys', () => Response.json({ issuer: ISSUER, token_endpoint: 'x' })],
    [
      'has keys without TLS',
      () => Response.json({ issuer: ISSUER, jwks_uri: 'http://a.example', token_endpoint: 'x' }),
    ],
  ];

  it.each(broken)('because it %s makes tokens wait, not fail for good', async (_, answer) => {
    const one = verifier();
    const token = await issuer.sign();
    issuer.override(answer);
    await expect(one.verify(token)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    issuer.override(() => undefined);
    expect((await one.verify(token)).subject).toBe('ann');
  });

  it('because its keys cannot be had makes tokens wait', async () => {
    const token = await issuer.sign();
    issuer.override((url) => (url.endsWith('/keys') ? new Response('', { status: 500 }) : undefined));
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
