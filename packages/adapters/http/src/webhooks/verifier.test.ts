import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { createWebhookVerifier } from './verifier.ts';

const secret = `whsec_${Buffer.from('a secret of twenty four b').toString('base64')}`;
const body = '{"type":"order.placed","data":{}}';
const signed = (at = new Date(), payload = body) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('msg_1', at, payload),
});
const verify = (headers: Record<string, string | undefined>, payload = body, key = secret) =>
  createWebhookVerifier().verify(key, headers, payload);

test('a message that was signed with the secret gives its id', () => {
  expect(verify(signed())).toEqual({ id: 'msg_1' });
});

test('one of several signatures is enough, for the time of a change of secrets', () => {
  const headers = signed();
  expect(verify({ ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` })).toEqual({
    id: 'msg_1',
  });
});

test.each([
  ['another body', () => verify(signed(), `${body} `)],
  ['another id', () => verify({ ...signed(), 'webhook-id': 'msg_2' })],
  ['another secret', () => verify(signed(), body, `whsec_${Buffer.from('other').toString('base64')}`)],
  ['a time long ago', () => verify(signed(new Date(Date.now() - 10 * 60_000)))],
  ['a time to come', () => verify(signed(new Date(Date.now() + 10 * 60_000)))],
  ['no headers', () => verify({})],
  ['a signature that is none', () => verify({ ...signed(), 'webhook-signature': 'v1' })],
  ['a secret that is none', () => verify(signed(), body, 'whsec_%%%')],
])('%s is refused, always with the same words', (_what, attempt) => {
  expect(attempt).toThrow(
    expect.objectContaining({ code: 'unauthenticated', message: 'The signature of the webhook does not match' }),
  );
});
