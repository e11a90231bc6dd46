import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox-interface.ts';
import { SCENARIOS } from './scenarios.ts';
import { callApi } from './testing.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ slowMs: 30 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const pizza = { menuItemId: 'menu_margherita', quantity: 2 };
const order = { customerId: 'cus_201', items: [pizza] };
const key = (value: string) => ({ 'idempotency-key': value });
const control = (method: string, path: string, body?: unknown) =>
  fetch(`${sandbox.url}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });

test('a call without the right key of the right API is a 401 problem', async () => {
  const answer = await callApi(sandbox, 'kitchen', 'GET /capacity', undefined, {
    authorization: `Bearer ${sandbox.apiKeys.pos}`,
  });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  expect(answer.body).toMatchObject({ code: 'unauthorized', status: 401 });
});

test('a request that does not fit the document is a 400 problem that names the place', async () => {
  const answer = await callApi(sandbox, 'kitchen', 'POST /orders', {
    orderId: 'ord_1001',
    items: [{ menuItemId: 'menu_burger', quantity: '2' }],
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([{ path: '/requestBody/items/0/quantity', message: 'must be integer' }]);
});

test.each([
  ['POST /orders', '{"orderId":', 400, 'malformed_json'],
  ['GET /nowhere', undefined, 404, 'not_found'],
  ['DELETE /orders', undefined, 405, 'method_not_allowed'],
  ['GET /orders?limit=0', undefined, 400, 'invalid_request'],
  ['GET /orders?colour=red', undefined, 400, 'invalid_request'],
  ['GET /orders?cursor=bm9wZQ', undefined, 400, 'invalid_request'],
  ['GET /equipment/__proto__', undefined, 404, 'not_found'],
])('%s is answered with a problem', async (request, body, status, code) => {
  const answer = await callApi(sandbox, 'kitchen', request, body);
  expect(answer.body).toMatchObject({ status, code });
});

test('a body that is no JSON by its type is a 415 problem', async () => {
  const answer = await callApi(sandbox, 'pos', 'POST /orders', order, { 'content-type': 'text/plain' });
  expect(answer.body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
});

test('the same idempotency key gets the first answer again and does the work once', async () => {
  const first = await callApi(sandbox, 'pos', 'POST /orders', order, key('k1'));
  await callApi(sandbox, 'pos', `POST /orders/${first.body.orderId}/confirm`, {});
  const again = await callApi(sandbox, 'pos', 'POST /orders', order, key('k1'));
  expect(again.body).toEqual(first.body);
  expect(again.status).toBe(201);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(sandbox.state().orders).toHaveLength(4);
  const calls = sandbox.calls().filter((call) => call.operationId === 'createOrder');
  expect(calls.map((call) => [call.idempotencyKey, call.replayed])).toEqual([
    ['k1', false],
    ['k1', true],
  ]);
});

test('two simultaneous calls with one idempotency key do the work once', async () => {
  sandbox.setScenario('slow');
  const answers = await Promise.all([1, 2].map(() => callApi(sandbox, 'pos', 'POST /orders', order, key('k2'))));
  expect(new Set(answers.map((answer) => answer.body.orderId)).size).toBe(1);
  expect(sandbox.state().orders).toHaveLength(4);
});

test('another request under the same idempotency key is a conflict', async () => {
  await callApi(sandbox, 'pos', 'POST /orders', order, key('k3'));
  const other = await callApi(sandbox, 'pos', 'POST /orders', { ...order, channel: 'app' }, key('k3'));
  expect(other.body).toMatchObject({ status: 409, code: 'idempotency_key_reused' });
});

test('a failure is not recorded: the same key tries again', async () => {
  sandbox.setScenario('flaky');
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    statuses.push((await callApi(sandbox, 'pos', 'POST /orders', order, key('k4'))).status);
  }
  expect(statuses).toEqual([503, 503, 201, 201]);
  expect(sandbox.state().orders).toHaveLength(4);
  expect(sandbox.calls().map((call) => call.replayed)).toEqual([false, false, false, true]);
});

test('pages follow each other by cursor until there is none', async () => {
  const names: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await callApi(sandbox, 'inventory', `GET /ingredients?limit=6${query}`);
    names.push(...body.items.map((row: { name: string }) => row.name));
    cursor = body.nextCursor;
  }
  expect(names).toHaveLength(15);
  expect(new Set(names).size).toBe(15);
});

test('kitchen-full leaves no slot', async () => {
  sandbox.setScenario('kitchen-full');
  const capacity = await callApi(sandbox, 'kitchen', 'GET /capacity');
  expect(capacity.body).toMatchObject({ available: false, remaining: 0, capacity: 12 });
  const { body } = await callApi(sandbox, 'pos', 'POST /orders', order);
  const answer = await callApi(sandbox, 'kitchen', 'POST /orders', { orderId: body.orderId, items: [pizza] });
  expect(answer.body).toMatchObject({ status: 409, code: 'kitchen_full' });
});

test('a scheduled order takes a slot and cannot be scheduled twice', async () => {
  const { body } = await callApi(sandbox, 'pos', 'POST /orders', order);
  const schedule = { orderId: body.orderId, items: body.items };
  const scheduled = await callApi(sandbox, 'kitchen', 'POST /orders', schedule);
  expect(scheduled.body).toMatchObject({ status: 'scheduled', orderId: body.orderId, paymentId: body.paymentId });
  expect((await callApi(sandbox, 'kitchen', 'POST /orders', schedule)).status).toBe(409);
  expect((await callApi(sandbox, 'kitchen', 'GET /capacity')).body.remaining).toBe(8);
});

test('out-of-stock misses every portion', async () => {
  sandbox.setScenario('out-of-stock');
  const { body } = await callApi(sandbox, 'inventory', 'POST /stock/check', { items: [pizza] });
  expect(body).toMatchObject({ available: false, items: [{ requested: 2, available: false, missing: 2 }] });
});

test('the dishes of one check share the store', async () => {
  const items = [
    { menuItemId: 'menu_margherita', quantity: 100 },
    { menuItemId: 'menu_pepperoni', quantity: 100 },
  ];
  const { body } = await callApi(sandbox, 'inventory', 'POST /stock/check', { items });
  // 40 kg of dough make 160 pizzas, 24 kg of mozzarella too
  expect(body.items.map((row: { missing: number }) => row.missing)).toEqual([0, 40]);
});

test('payment-declined stops the confirmation and the refund', async () => {
  sandbox.setScenario('payment-declined');
  const { body } = await callApi(sandbox, 'pos', 'POST /orders', order);
  expect((await callApi(sandbox, 'pos', `POST /orders/${body.orderId}/confirm`, {})).status).toBe(402);
  expect((await callApi(sandbox, 'pos', 'POST /payments/pay_301/refunds', {})).status).toBe(402);
  expect((await callApi(sandbox, 'pos', `GET /orders/${body.orderId}`)).body.status).toBe('placed');
});

test('a payment is refunded at most once in full', async () => {
  const part = await callApi(sandbox, 'pos', 'POST /payments/pay_301/refunds', {
    amount: { amount: 900, currency: 'USD' },
  });
  const rest = await callApi(sandbox, 'pos', 'POST /payments/pay_301/refunds', {});
  expect([part.body.amount.amount, rest.body.amount.amount]).toEqual([900, 2000]);
  expect((await callApi(sandbox, 'pos', 'POST /payments/pay_301/refunds', {})).status).toBe(409);
});

test('requests beyond the limit are told when to come back', async () => {
  const limited = await startSandbox({ rateLimitPerMinute: 2, now: () => 90_000 });
  try {
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await callApi(limited, 'kitchen', 'GET /capacity'));
    expect(answers.map((answer) => [answer.status, answer.headers.get('ratelimit-remaining')])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    expect(answers[2]!.headers.get('retry-after')).toBe('30');
  } finally {
    await limited.close();
  }
});

test('each API serves its document with itself as the sandbox server', async () => {
  const document = (await (await fetch(sandbox.documentUrl('staff'))).json()) as { servers: { url: string }[] };
  expect(document.servers[0]!.url).toBe(sandbox.baseUrl('staff'));
});

test('the inbox takes what Slack takes and shows it by channel', async () => {
  const sent = await control('POST', '/inbox/kitchen-alerts', { text: 'Oven is out' });
  expect([sent.status, await sent.text()]).toEqual([200, 'ok']);
  expect(await (await control('POST', '/inbox/kitchen-alerts', {})).text()).toBe('no_text');
  expect(await (await control('POST', '/inbox/kitchen-alerts', [])).text()).toBe('invalid_payload');
  const listed = await (await control('GET', '/inbox/kitchen-alerts')).json();
  expect(listed).toEqual({ messages: [expect.objectContaining({ channel: 'kitchen-alerts', text: 'Oven is out' })] });
  expect(sandbox.inbox('elsewhere')).toEqual([]);
});

test('the controls switch scenarios, show calls and state, and reset', async () => {
  for (const name of Object.keys(SCENARIOS)) {
    expect(await (await control('POST', '/_sandbox/scenario', { name })).json()).toEqual({ scenario: name });
  }
  expect((await control('POST', '/_sandbox/scenario', { name: 'constructor' })).status).toBe(400);
  sandbox.setScenario('normal');
  await callApi(sandbox, 'pos', 'POST /orders', order);
  await callApi(sandbox, 'kitchen', 'GET /capacity');
  const listed = (await (await control('GET', '/_sandbox/calls?operationId=createOrder')).json()) as {
    calls: unknown[];
  };
  expect(listed.calls).toEqual([expect.objectContaining({ operationId: 'createOrder', status: 201, body: order })]);
  expect((await control('POST', '/_sandbox/reset')).status).toBe(204);
  const state = (await (await control('GET', '/_sandbox/state')).json()) as Record<string, unknown[]>;
  expect(state.orders).toHaveLength(3);
  expect(sandbox.calls()).toEqual([]);
});
