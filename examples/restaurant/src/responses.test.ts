import addFormats from 'ajv-formats';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiDocument } from './documents.ts';
import { EVENT_SOURCES } from './events.ts';
import { API_NAMES, type ApiName } from './records.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox-interface.ts';
import { callApi } from './testing.ts';

interface Webhook {
  post: { requestBody: { content: Record<string, { schema: object }> } };
}

let sandbox: Sandbox;
const backends = new Map<ApiName, OpenAPIBackend>();

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'normal' });
  for (const api of API_NAMES) {
    const backend = new OpenAPIBackend({
      definition: apiDocument(api) as unknown as Document,
      quick: true, // its check of the document knows OpenAPI 3.0 only
      customizeAjv: (ajv) => addFormats.default(ajv),
    });
    await backend.init();
    backends.set(api, backend);
  }
});
afterAll(() => sandbox.close());

const item = { menuItemId: 'menu_margherita', quantity: 1 };
const span = { startsAt: '2030-01-01T10:00:00Z', endsAt: '2030-01-01T18:00:00Z' };

/** In an order in which each finds what it needs; `{}` ids are filled from earlier answers. */
const CALLS: [ApiName, string, string, unknown?][] = [
  ['kitchen', 'getCapacity', 'GET /capacity?station=oven'],
  ['kitchen', 'listKitchenOrders', 'GET /orders?status=scheduled&equipmentId=eq_oven1'],
  [
    'pos',
    'createOrder',
    'POST /orders',
    { customerId: 'cus_201', items: [{ ...item, notes: 'well done' }], notes: 'ring' },
  ],
  [
    'kitchen',
    'scheduleOrder',
    'POST /orders',
    { orderId: 'ord_1004', items: [item], priority: 'rush', notes: 'No nuts' },
  ],
  ['kitchen', 'updateOrderStatus', 'PATCH /orders/ko_504/status', { status: 'ready' }],
  ['kitchen', 'cancelScheduledOrder', 'POST /orders/ko_501/cancel', { reason: 'oven' }],
  ['kitchen', 'listEquipment', 'GET /equipment?status=operational'],
  ['kitchen', 'getEquipmentStatus', 'GET /equipment/eq_oven1'],
  ['inventory', 'checkStock', 'POST /stock/check', { items: [item] }],
  ['inventory', 'reserveStock', 'POST /reservations', { orderId: 'ord_1004', items: [item] }],
  ['inventory', 'releaseStock', 'POST /reservations/rsv_601/release'],
  ['inventory', 'listIngredients', 'GET /ingredients?category=dairy'],
  ['inventory', 'listLowStock', 'GET /ingredients/low'],
  ['inventory', 'getIngredient', 'GET /ingredients/ing_basil'],
  ['inventory', 'adjustStock', 'POST /ingredients/ing_basil/adjustments', { change: -0.5, reason: 'waste' }],
  [
    'inventory',
    'createPurchaseOrder',
    'POST /purchase-orders',
    { ingredientId: 'ing_basil', supplierId: 'sup_produce', quantity: 2 },
  ],
  ['inventory', 'getPurchaseOrder', 'GET /purchase-orders/po_701'],
  ['inventory', 'listSuppliers', 'GET /suppliers'],
  ['pos', 'listOrders', 'GET /orders?status=placed&placedAfter=2020-01-01T00:00:00Z'],
  ['pos', 'getOrder', 'GET /orders/ord_1004'],
  ['pos', 'confirmOrder', 'POST /orders/ord_1004/confirm', {}],
  ['pos', 'createOrder', 'POST /orders', { customerId: 'cus_202', items: [item] }],
  ['pos', 'rejectOrder', 'POST /orders/ord_1005/reject', { reason: 'Closed' }],
  ['pos', 'createPayment', 'POST /payments', { orderId: 'ord_1005', amount: { amount: 100, currency: 'USD' } }],
  ['pos', 'getPayment', 'GET /payments/pay_301'],
  ['pos', 'refundPayment', 'POST /payments/pay_301/refunds', { reason: 'oven' }],
  ['pos', 'listCustomers', 'GET /customers?search=one'],
  ['pos', 'getCustomer', 'GET /customers/cus_201'],
  ['pos', 'addLoyaltyPoints', 'POST /customers/cus_201/loyalty-points', { points: 50 }],
  ['staff', 'listEmployees', 'GET /employees?role=manager'],
  ['staff', 'listAvailableEmployees', 'GET /employees/available?role=line_cook'],
  ['staff', 'getEmployee', 'GET /employees/emp_lead1'],
  ['staff', 'messageEmployee', 'POST /employees/emp_lead1/messages', { message: 'hello' }],
  ['staff', 'listShifts', 'GET /shifts?status=open'],
  ['staff', 'createShift', 'POST /shifts', { role: 'server', ...span }],
  ['staff', 'assignShift', 'POST /shifts/shf_907/assign', { employeeId: 'emp_server1' }],
  ['staff', 'getLaborCost', 'GET /labor-cost?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z'],
  ['staff', 'requestTimeOff', 'POST /time-off', { employeeId: 'emp_cook1', ...span, reason: 'rest' }],
  ['staff', 'approveTimeOff', 'POST /time-off/tof_951/approve'],
  ['delivery', 'listDrivers', 'GET /drivers?status=off_duty'],
  ['delivery', 'listAvailableDrivers', 'GET /drivers/available'],
  [
    'delivery',
    'createDelivery',
    'POST /deliveries',
    { orderId: 'ord_1004', customerId: 'cus_201', instructions: 'ring' },
  ],
  ['delivery', 'getDelivery', 'GET /deliveries/del_401'],
  ['delivery', 'assignDriver', 'POST /deliveries/del_401/driver', { driverId: 'drv_1' }],
  ['delivery', 'estimateArrival', 'GET /deliveries/del_401/eta'],
  ['delivery', 'cancelDelivery', 'POST /deliveries/del_401/cancel', { reason: 'gone' }],
  ['delivery', 'planRoute', 'POST /routes', { driverId: 'drv_2', deliveryIds: ['del_402', 'del_403'] }],
];

test('every operation answers as its document says', async () => {
  const seen = new Set<string>();
  for (const [api, operationId, request, body] of CALLS) {
    const answer = await callApi(sandbox, api, request, body);
    expect([operationId, answer.status < 300, answer.body]).toEqual([operationId, true, expect.anything()]);
    const result = backends.get(api)!.validator.validateResponse(answer.body, operationId, answer.status);
    expect([operationId, result.errors]).toEqual([operationId, null]);
    expect(sandbox.calls().at(-1)).toMatchObject({ api, operationId, status: answer.status, replayed: false });
    seen.add(operationId);
  }
  expect(seen.size).toBe(46);
});

test('every webhook carries what its document says', () => {
  sandbox.reset();
  const ajv = backends.get('pos')!.validator.getAjv('requestBodyValidator' as never);
  for (const [type, { api }] of Object.entries(EVENT_SOURCES)) {
    const delivery = sandbox.emit(type);
    const { webhooks } = backends.get(api)!.definition as unknown as { webhooks: Record<string, Webhook> };
    const { post } = webhooks[type]!;
    const validate = ajv.compile(post.requestBody.content['application/json']!.schema);
    validate({ type, timestamp: delivery.at, data: delivery.data });
    expect([type, validate.errors]).toEqual([type, null]);
  }
});
