import { effectContext } from '@parley/engine/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEgress, type Egress } from '../egress/egress.ts';
import { type LocalServer, startLocalServer } from '../testing/local-server.ts';
import { createNotificationSender } from './webhook-sender.ts';

let server: LocalServer;
let egress: Egress;

beforeAll(async () => {
  server = await startLocalServer(() => {});
  egress = createEgress({ allow: ['127.0.0.1'] });
});
afterAll(async () => {
  await egress.close();
  await server.close();
});
beforeEach(() => {
  server.received.length = 0;
  server.answer = (_request, response) => response.end('ok');
});

const send = (url = server.url, subject: string | undefined = 'Oven') =>
  createNotificationSender(egress).send(
    url,
    { to: 'shift_lead', channel: 'kitchen', subject, message: 'It is out.' },
    effectContext(),
  );

test('a notification arrives as Slack takes it, under its idempotency key', async () => {
  await send();
  const [request] = server.received;
  expect(JSON.parse(request!.body)).toEqual({
    text: '*Oven* (to shift_lead)\nIt is out.',
    channel: 'kitchen',
    to: 'shift_lead',
  });
  expect(request!.headers['idempotency-key']).toBe(effectContext().idempotencyKey);
});

test('a webhook that refuses is a communication error with its status and reason', async () => {
  server.answer = (_request, response) => response.writeHead(403).end('invalid_token');
  await expect(send()).rejects.toMatchObject({
    problem: {
      type: expect.stringMatching(/communication$/),
      status: 403,
      detail: expect.stringContaining('invalid_token'),
    },
  });
});

test('a webhook at a private address is an authorization error', async () => {
  await expect(send('http://10.0.0.1/hook')).rejects.toMatchObject({
    problem: { type: expect.stringMatching(/authorization$/) },
  });
});
