import { expect, it } from 'vitest';
import type { EgressRequest } from '../egress/egress.ts';
import { createTokenSource } from './token-source.ts';

const policy = {
  authority: 'https://id.test',
  grant: 'client_credentials',
  client: { id: 'me', secret: 's3cret' },
} as const;

function setup(endpoint: string) {
  const sent: EgressRequest[] = [];
  const egress = {
    async request(request: EgressRequest) {
      sent.push(request);
      const answer = request.method === 'POST' ? { access_token: 't' } : { token_endpoint: endpoint };
      return { url: request.url, status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(answer)) };
    },
    close: async () => {},
  };
  return { sent, tokens: createTokenSource(egress, { now: () => 0 }) };
}

it('takes a client’s secret to the token endpoint that the provider names, and never from HTTPS to HTTP', async () => {
  const good = setup('https://login.test/token');
  expect(await good.tokens.get('oidc', policy, 'tenant')).toMatchObject({ authorization: 'Bearer t' });

  const bad = setup('http://login.test/token');
  await expect(bad.tokens.get('oidc', policy, 'tenant')).rejects.toMatchObject({
    problem: { detail: expect.stringContaining('not HTTPS') },
  });
  expect(bad.sent.map(({ url }) => url)).toEqual(['https://id.test/.well-known/openid-configuration']);
});
