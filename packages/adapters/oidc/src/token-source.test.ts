import { ManualClock } from '@parley/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTokenSource } from './index.ts';
import { createFakeIssuer, type FakeIssuer, ISSUER } from './testing/fake-issuer.ts';

const clock = new ManualClock();
let issuer: FakeIssuer;
let given: number;
const tokenEndpoint = (url: string) =>
  url.endsWith('/token') ? Response.json({ access_token: `token-${++given}`, expires_in: 600 }) : undefined;
const source = () =>
  createTokenSource({ issuer: ISSUER, clientId: 'a:b', clientSecret: 's', fetch: issuer.fetch, clock });

beforeEach(async () => {
  given = 0;
  issuer = await createFakeIssuer(() => clock.now());
  issuer.override(tokenEndpoint);
});

describe('a source of tokens', () => {
  it('asks once and gives the same token while it lasts', async () => {
    const next = source();
    expect(await Promise.all([next(), next()])).toEqual(['token-1', 'token-1']);
    clock.advance(569_999);
    expect(await next()).toBe('token-1');
    clock.advance(1);
    expect(await Promise.all([next(), next()])).toEqual(['token-2', 'token-2']);
  });

  it('asks again after a failure', async () => {
    const next = source();
    issuer.override((url) => (url.endsWith('/token') ? new Response('<html>', { status: 502 }) : undefined));
    await expect(next()).rejects.toMatchObject({ code: 'unavailable' });
    issuer.override(tokenEndpoint);
    expect(await next()).toBe('token-1');
  });

  it('says that the client is refused', async () => {
    const refusal = () => Response.json({ error: 'invalid_client' }, { status: 401 });
    issuer.override((url) => (url.endsWith('/token') ? refusal() : undefined));
    await expect(source()()).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'The identity provider refuses "a:b"',
      details: { error: 'invalid_client' },
    });
  });
});
