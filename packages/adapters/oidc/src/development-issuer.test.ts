import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTokenSource, createTokenVerifier } from './index.ts';
import { type IssuerServer, startIssuer } from './testing/issuer-server.ts';

describe('the development issuer', () => {
  let server: IssuerServer;
  const printed = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info'), vi.spyOn(console, 'log')];
  beforeAll(async () => {
    server = await startIssuer();
  });
  afterAll(() => server.close());
  afterEach(() => {
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockClear();
    }
  });

  const tokenOf = (subject: string, secret = server.state.secrets[subject]!) =>
    createTokenSource({ issuer: server.issuer, clientId: subject, clientSecret: secret })();

  it('gives a program a token that the verifier takes', async () => {
    const token = await tokenOf('ann');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({ iss: server.issuer, aud: 'parley-api', sub: 'ann' });
    const verified = await createTokenVerifier({ issuer: server.issuer, audience: 'parley-api' }).verify(token);
    expect(verified.subject).toBe('ann');
    expect(verified.expiresAt - Date.now()).toBeGreaterThan(3_500_000);
  });
});
