import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox-interface.ts';
import { callApi } from './testing.ts';

const secret = `whsec_${Buffer.from('a secret of twenty four b').toString('base64')}`;

interface Received {
  headers: Record<string, string>;
  payload: string;
}

let sandbox: Sandbox;
let server: Server;
let received: Received[];
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((request, response) => {
    let payload = '';
    request.on('data', (chunk: Buffer) => {
      payload += chunk.toString();
    });
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, payload });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  sandbox = await startSandbox({ webhookRetryDelaysMs: [1, 1], webhookTargets: { pos: { url, secret } } });
});
afterEach(async () => {
  await sandbox.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('an order placed through the API fires a signed order.placed', async () => {
  const { body } = await callApi(sandbox, 'pos', 'POST /orders', {
    customerId: 'cus_202',
    items: [{ menuItemId: 'menu_burger', quantity: 3 }],
  });
  await sandbox.idle();
  const [message] = received;
  expect(new Webhook(secret).verify(message!.payload, message!.headers)).toMatchObject({
    type: 'order.placed',
    data: {
      orderId: body.orderId,
      customerId: 'cus_202',
      customerName: 'Customer Two',
      items: [{ menuItemId: 'menu_burger', sku: 'GRL-001', quantity: 3 }],
      total: { amount: 4740, currency: 'USD' },
    },
  });
  expect(sandbox.webhooks()).toMatchObject([
    { type: 'order.placed', status: 'delivered', attempts: [{ status: 204 }] },
  ]);
});

test('a webhook that fails is sent again with the same id', async () => {
  answers = [500, 429];
  sandbox.emit('order.paid');
  await sandbox.idle();
  expect(new Set(received.map((message) => message.headers['webhook-id'])).size).toBe(1);
  expect(sandbox.webhooks()[0]).toMatchObject({
    status: 'delivered',
    attempts: [{ status: 500 }, { status: 429 }, { status: 204 }],
  });
});

test('a webhook that is refused is not sent again', async () => {
  answers = [404];
  sandbox.emit('order.paid');
  await sandbox.idle();
  expect(sandbox.webhooks()[0]).toMatchObject({ status: 'failed', attempts: [{ status: 404 }] });
});

test('after the last attempt a webhook has failed', async () => {
  answers = [500, 500, 500];
  sandbox.emit('order.paid');
  await sandbox.idle();
  expect(sandbox.webhooks()[0]).toMatchObject({ status: 'failed' });
  expect(received).toHaveLength(3);
});

test('nothing is sent for an API without a target, but it is listed', async () => {
  sandbox.emit('stock.low');
  await sandbox.idle();
  expect(sandbox.webhooks()).toMatchObject([{ api: 'inventory', type: 'stock.low', status: 'undelivered' }]);
});

test('an event can be chosen and its data overridden', async () => {
  const response = await fetch(`${sandbox.url}/_sandbox/emit`, {
    method: 'POST',
    body: JSON.stringify({ type: 'delivery.delayed', data: { deliveryId: 'del_401', delayMinutes: 40 } }),
  });
  expect(await response.json()).toMatchObject({
    data: { deliveryId: 'del_401', orderId: 'ord_1001', delayMinutes: 40 },
  });
  const eta = await callApi(sandbox, 'delivery', 'GET /deliveries/del_401/eta');
  expect(eta.body.delayMinutes).toBe(40);
});

test('failed equipment carries the orders that were scheduled on it', () => {
  const { data } = sandbox.emit('equipment.failed', { equipmentId: 'eq_oven1' });
  expect(data).toMatchObject({
    name: 'Pizza oven 1',
    affectedOrders: [{ paymentId: 'pay_301' }, { paymentId: 'pay_302' }],
  });
});

test('falling to the reorder level sends stock.low once', async () => {
  for (const change of [-17, -1]) {
    await callApi(sandbox, 'inventory', 'POST /ingredients/ing_mozzarella/adjustments', { change, reason: 'waste' });
  }
  expect(sandbox.webhooks()).toMatchObject([
    { type: 'stock.low', data: { ingredientId: 'ing_mozzarella', onHand: 7, reorderLevel: 8, suggestedQuantity: 17 } },
  ]);
});

test('an unknown event and a malformed secret are refused', async () => {
  const post = (path: string, method: string, body: unknown) =>
    fetch(`${sandbox.url}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
  expect(await (await post('emit', 'POST', { type: 'toString' })).json()).toMatchObject({ code: 'unknown_event' });
  expect((await post('webhooks/pos', 'PUT', { url: 'http://127.0.0.1/x', secret: 'whsec_%' })).status).toBe(400);
  expect((await post('webhooks/pos', 'PUT', { url: 'http://127.0.0.1/x', secret })).status).toBe(204);
});
