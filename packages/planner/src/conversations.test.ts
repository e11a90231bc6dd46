import { describe, expect, it } from 'vitest';
import { failure, perform } from './testing/perform.ts';
import { restaurant } from './testing/restaurant.ts';
import { definitionOf, talk } from './testing/talk.ts';

const run = (utterances: string | readonly string[], stage: Parameters<typeof perform>[2]) =>
  perform(definitionOf(talk(utterances)), restaurant(), stage);

const LOW = {
  items: [
    {
      ingredientId: 'ing_1',
      name: 'Basil',
      supplierId: 'sup_1',
      unit: 'kg',
      onHand: 1,
      reorderLevel: 2,
      suggestedQuantity: 5,
    },
    {
      ingredientId: 'ing_2',
      name: 'Salmon',
      supplierId: 'sup_2',
      unit: 'kg',
      onHand: 0,
      reorderLevel: 4,
      suggestedQuantity: 9,
    },
  ],
  nextCursor: null,
};

describe('a schedule', () => {
  const SAID = 'Every weekday at 7am New York time list low stock and create a purchase order for each item';

  it('has its cron and its time zone', () => {
    const definition = definitionOf(talk(SAID));

    expect(definition.schedule).toEqual({ cron: '0 7 * * 1-5' });
    expect(definition.document.metadata).toEqual({ schedule: { timeZone: 'America/New_York', overlap: 'skip' } });
  });

  it('orders what the list suggests, item by item, and asks for as many items as a page can have', async () => {
    const { calls } = await run(SAID, { returns: { listLowStock: LOW } });

    expect(calls).toEqual([
      { operation: 'listLowStock', args: { limit: '100' } },
      { operation: 'createPurchaseOrder', args: { ingredientId: 'ing_1', supplierId: 'sup_1', quantity: 5 } },
      { operation: 'createPurchaseOrder', args: { ingredientId: 'ing_2', supplierId: 'sup_2', quantity: 9 } },
    ]);
  });

  it('asks for the list when only its items are named', async () => {
    const { names } = await run('Every Monday at 8 create a purchase order for each low stock item', {
      returns: { listLowStock: LOW },
    });

    expect(names).toEqual(['listLowStock', 'createPurchaseOrder', 'createPurchaseOrder']);
  });

  it.each([
    'Every Friday at 5pm calculate the labor cost and send it to the owner by email',
    'every Friday 5pm labor cost report notify owner',
    'Send the labor cost to the owner every Friday at 5pm',
  ])('reports to a role: "%s"', async (said) => {
    const cost = { hours: 120, shifts: 18, total: { amount: 240_000, currency: 'EUR' } };
    const { calls, notices } = await run(said, { returns: { getLaborCost: cost } });

    expect(definitionOf(talk(said)).schedule).toEqual({ cron: '0 17 * * 5' });
    expect(calls).toEqual([
      { operation: 'getLaborCost', args: { from: '2025-12-25T00:00:00Z', to: '2026-01-01T00:00:00Z' } },
    ]);
    expect(notices).toMatchObject([{ to: 'owner', message: expect.stringContaining('2400 EUR') }]);
  });
});

describe('a late delivery', () => {
  const SAID = 'When a delivery is delayed more than 15 minutes, notify the customer and add 50 loyalty points';
  const late = (delayMinutes: number) => ({
    deliveryId: 'del_1',
    orderId: 'ord_1',
    customerId: 'cus_1',
    customerName: 'Ada',
    driverId: 'drv_1',
    delayMinutes,
    reason: 'traffic',
  });

  it('of 20 minutes is told to the customer and made good', async () => {
    const { calls, notices } = await run(SAID, { input: [late(20)] });

    expect(calls).toMatchObject([{ operation: 'addLoyaltyPoints', args: { customerId: 'cus_1', points: 50 } }]);
    expect(notices).toMatchObject([{ to: 'cus_1', message: expect.stringContaining('traffic') }]);
  });

  it('of 15 minutes is nothing to act on', async () => {
    const { calls, notices } = await run(SAID, { input: [late(15)] });

    expect([...calls, ...notices]).toEqual([]);
  });

  it('refunds what only the order knows', async () => {
    const { calls } = await run('When a delivery is delayed, refund the payment of the order', {
      input: [late(5)],
      returns: { getOrder: { orderId: 'ord_1', paymentId: 'pay_7' } },
    });

    expect(calls).toMatchObject([
      { operation: 'getOrder', args: { orderId: 'ord_1' } },
      { operation: 'refundPayment', args: { paymentId: 'pay_7' } },
    ]);
  });
});

describe('low stock with an approval', () => {
  const SAID =
    'When stock is low, ask the manager to approve, then create a purchase order; if it is rejected, notify the buyer';

  it('orders what was approved', async () => {
    const { calls, approvals, notices } = await run(SAID, { input: [LOW.items[0]] });

    expect(approvals).toMatchObject([{ assignee: 'manager', subject: { name: 'Basil' } }]);
    expect(calls).toEqual([
      { operation: 'createPurchaseOrder', args: { ingredientId: 'ing_1', supplierId: 'sup_1', quantity: 5 } },
    ]);
    expect(notices).toEqual([]);
  });

  it('tells the buyer what was rejected and orders nothing', async () => {
    const { calls, notices } = await run(SAID, { input: [LOW.items[0]], approve: false });

    expect(calls).toEqual([]);
    expect(notices).toMatchObject([{ to: 'buyer' }]);
  });

  it.each([
    'When stock is low, get approval from the manager. If it is approved create a purchase order, otherwise notify the buyer.',
    'When stock is low, the manager must approve a purchase order. If the manager agrees, create the purchase order. If not, tell the buyer.',
    'When stock is low request the manager’s approval, then create a purchase order. If the manager rejects it, inform the buyer.',
  ])('reads "%s" the same way', async (said) => {
    const approved = await run(said, { input: [LOW.items[0]] });
    const rejected = await run(said, { input: [LOW.items[0]], approve: false });

    expect([approved.names, approved.notices]).toEqual([['createPurchaseOrder'], []]);
    expect([rejected.names, rejected.notices]).toMatchObject([[], [{ to: 'buyer' }]]);
  });
});

describe('failed equipment', () => {
  it('cancels the orders on it, refunds each payment and messages the shift lead', async () => {
    const affectedOrders = [1, 2].map((n) => ({
      kitchenOrderId: `kit_${n}`,
      orderId: `ord_${n}`,
      paymentId: `pay_${n}`,
    }));
    const { calls, notices } = await run(
      'When equipment fails, cancel scheduled orders and refund each payment, then message the shift lead',
      {
        input: [
          {
            equipmentId: 'eq_1',
            name: 'Oven 1',
            station: 'oven',
            severity: 'major',
            reason: 'no heat',
            affectedOrders,
          },
        ],
        returns: { listEmployees: { items: [{ employeeId: 'emp_lead' }] } },
      },
    );

    expect(calls).toMatchObject([
      { operation: 'cancelScheduledOrder', args: { kitchenOrderId: 'kit_1' } },
      { operation: 'refundPayment', args: { paymentId: 'pay_1' } },
      { operation: 'cancelScheduledOrder', args: { kitchenOrderId: 'kit_2' } },
      { operation: 'refundPayment', args: { paymentId: 'pay_2' } },
      { operation: 'listEmployees', args: { role: 'shift_lead' } },
      { operation: 'messageEmployee', args: { employeeId: 'emp_lead', message: expect.stringContaining('no heat') } },
    ]);
    expect(notices).toEqual([]);
  });

  it('is acted on only as far as the words narrow it', async () => {
    const said = 'When critical equipment fails, ask the owner to approve a repair within 2 hours';
    const minor = await run(said, { input: [{ severity: 'minor' }] });
    const critical = await run(said, { input: [{ severity: 'critical' }] });

    expect(minor.approvals).toEqual([]);
    expect(critical.approvals).toMatchObject([
      { assignee: 'owner', title: expect.stringContaining('repair'), deadlineAt: expect.any(Number) },
    ]);
  });
});

describe('a ready order', () => {
  it('waits before an available driver gets it', async () => {
    const said = 'After an order is ready wait 10 minutes, then assign an available driver';
    const tasks = definitionOf(talk(said)).do.map((entry) => Object.values(entry)[0]!);
    const { calls } = await run(said, {
      input: [{ orderId: 'ord_1', deliveryId: 'del_1' }],
      returns: { listAvailableDrivers: { items: [{ driverId: 'drv_2' }, { driverId: 'drv_3' }] } },
    });

    expect(tasks.find((task) => 'wait' in task)).toMatchObject({ wait: 'PT10M' });
    expect(calls.at(-1)).toEqual({ operation: 'assignDriver', args: { deliveryId: 'del_1', driverId: 'drv_2' } });
  });

  it('takes the branch that a field of the order decides', async () => {
    const said =
      'When an order is ready, if it is for delivery assign the nearest driver, otherwise notify the customer that their order can be picked up';
    const stage = (fulfillment: string) => ({
      input: [{ orderId: 'ord_1', deliveryId: 'del_1', customerId: 'cus_1' }],
      returns: {
        getOrder: { orderId: 'ord_1', fulfillment },
        listAvailableDrivers: { items: [{ driverId: 'drv_2' }] },
      },
    });
    const delivery = await run(said, stage('delivery'));
    const pickup = await run(said, stage('pickup'));

    expect([delivery.names.at(-1), delivery.notices]).toEqual(['assignDriver', []]);
    expect([pickup.names, pickup.notices]).toMatchObject([
      ['getOrder'],
      [{ to: 'cus_1', message: 'Your order can be picked up' }],
    ]);
  });
});

describe('a missed shift', () => {
  it.each([
    'When a shift is missed, find an available employee and assign them to the shift',
    'When a shift is missed, find available employees, assign one',
    'If somebody misses a shift, assign an available employee to the shift',
  ])('goes to somebody who is free, not to who missed it: "%s"', async (said) => {
    const { calls } = await run(said, {
      input: [{ shiftId: 'shf_1', employeeId: 'emp_missing', employeeName: 'Bo', role: 'server' }],
      returns: { listAvailableEmployees: { items: [{ employeeId: 'emp_free' }] } },
    });

    expect(calls.map((call) => call.operation)).toEqual(['listAvailableEmployees', 'assignShift']);
    expect(calls[1]?.args).toEqual({ shiftId: 'shf_1', employeeId: 'emp_free' });
  });
});

describe('an order', () => {
  it('that is cancelled has its payment refunded and its preparation taken out of the schedule', async () => {
    const said = [
      'When an order is cancelled, refund the payment, release the stock and cancel the scheduled order',
      'leave it out',
    ];
    const asked = talk(said[0]!);
    const { calls } = await run(said, {
      input: [{ orderId: 'ord_1', customerId: 'cus_1', paymentId: 'pay_1', reason: 'late' }],
      returns: { listKitchenOrders: { items: [{ kitchenOrderId: 'kit_1' }] } },
    });

    expect(asked.questions.map((question) => question.slot)).toEqual(['arg:releaseStock:reservationId']);
    expect(calls).toMatchObject([
      { operation: 'refundPayment', args: { paymentId: 'pay_1' } },
      { operation: 'listKitchenOrders', args: { orderId: 'ord_1', status: 'scheduled' } },
      { operation: 'cancelScheduledOrder', args: { kitchenOrderId: 'kit_1' } },
    ]);
  });

  it('over an amount needs approval, and is rejected when that is refused', async () => {
    const said =
      "When an order over $200 is placed, get the manager's approval before confirming it. If the manager rejects it, reject the order.";
    const of = (amount: number, approve = true) =>
      run(said, { input: [{ orderId: 'ord_1', total: { amount, currency: 'USD' } }], approve });

    expect((await of(20_000)).names).toEqual([]);
    expect((await of(20_100)).names).toEqual(['confirmOrder']);
    expect((await of(20_100, false)).names).toEqual(['rejectOrder']);
  });

  it('whose approval is refused does not go on to what comes after the condition', async () => {
    const said =
      'When an order is placed, if the order is over $100, ask the manager to approve it. Then schedule and confirm the order. If the manager rejects it, reject the order.';
    const of = (amount: number, approve: boolean) =>
      run(said, { input: [{ orderId: 'ord_1', items: [], total: { amount, currency: 'USD' } }], approve });

    expect((await of(5_000, false)).names).toEqual(['scheduleOrder', 'confirmOrder']);
    expect((await of(15_000, true)).names).toEqual(['scheduleOrder', 'confirmOrder']);
    expect((await of(15_000, false)).names).toEqual(['rejectOrder']);
  });

  it('of a gold customer is looked up to be one', async () => {
    const of = (tier: string) =>
      run('When a gold customer places an order, add 100 loyalty points', {
        input: [{ customerId: 'cus_1' }],
        returns: { getCustomer: { customerId: 'cus_1', tier } },
      });

    expect((await of('silver')).names).toEqual(['getCustomer']);
    expect((await of('gold')).calls.at(-1)).toMatchObject({
      operation: 'addLoyaltyPoints',
      args: { customerId: 'cus_1', points: 100 },
    });
  });

  it('that is paid is checked side by side with what has to be looked up before', async () => {
    const said = [
      'When an order is paid, check the stock and the kitchen capacity in parallel, then schedule the order',
      'stop',
    ];
    const definition = definitionOf(talk(said));
    const { names } = await run(said, {
      input: [{ orderId: 'ord_1' }],
      returns: {
        getOrder: { orderId: 'ord_1', items: [] },
        checkStock: { available: true },
        getCapacity: { available: true },
      },
    });

    expect(definition.do.some((entry) => Object.values(entry).some((task) => 'fork' in task))).toBe(true);
    expect(names[0]).toBe('getOrder');
    expect(names.slice(1, 3).toSorted()).toEqual(['checkStock', 'getCapacity']);
    expect(names[3]).toBe('scheduleOrder');
  });

  it('that is checked side by side is scheduled after that, when "then schedule" is all that is said', async () => {
    const said = [
      'When an order is placed, check the stock and the kitchen capacity at the same time, then schedule',
      'stop',
    ];
    const { names } = await run(said, {
      input: [{ orderId: 'ord_1', items: [] }],
      returns: { checkStock: { available: true }, getCapacity: { available: true } },
    });

    expect(names.slice(0, 2).toSorted()).toEqual(['checkStock', 'getCapacity']);
    expect(names.slice(2)).toEqual(['scheduleOrder']);
  });

  it('whose refund fails is told to the manager, and the rest is done all the same', async () => {
    const said =
      'When an order is cancelled, refund the payment. If the refund fails, notify the manager. Then add 20 loyalty points.';
    const of = (refundPayment: unknown) =>
      run(said, { input: [{ orderId: 'ord_1', customerId: 'cus_1', paymentId: 'pay_1' }], returns: { refundPayment } });
    const failed = await of(failure(503));

    expect([(await of({})).notices, failed.notices]).toMatchObject([[], [{ to: 'manager' }]]);
    expect(failed.names.at(-1)).toBe('addLoyaltyPoints');
  });

  it('is rejected when any of the calls before "otherwise" fails', async () => {
    const said = 'When an order is placed reserve the stock, schedule and confirm it; otherwise reject it';
    const of = (reserveStock: unknown) =>
      run(said, { input: [{ orderId: 'ord_1', items: [] }], returns: { reserveStock } });

    expect((await of({})).names).toEqual(['reserveStock', 'scheduleOrder', 'confirmOrder']);
    expect((await of(failure(409))).names).toEqual(['reserveStock', 'rejectOrder']);
  });

  it('is tried again as often as the words say', async () => {
    let attempts = 0;
    const { names } = await run('When an order is placed confirm it, retry up to 3 times', {
      input: [{ orderId: 'ord_1' }],
      returns: { confirmOrder: () => (++attempts < 3 ? failure(503) : {}) },
    });

    expect(names).toEqual(['confirmOrder', 'confirmOrder', 'confirmOrder']);
  });
});

describe('a loop', () => {
  it('leaves only the item whose check fails, not the others', async () => {
    const said =
      'Every day at 9 list orders. For each order: check the stock, then confirm the order, otherwise reject it.';
    const orders = ['a', 'b'].map((orderId) => ({ orderId, items: [{ menuItemId: orderId, quantity: 1 }] }));
    const { calls } = await run(said, {
      returns: {
        listOrders: { items: orders },
        checkStock: ({ items }: { items: { menuItemId: string }[] }) => ({ available: items[0]?.menuItemId === 'b' }),
      },
    });

    expect(calls.filter((call) => /confirm|reject/.test(call.operation))).toMatchObject([
      { operation: 'rejectOrder', args: { orderId: 'a' } },
      { operation: 'confirmOrder', args: { orderId: 'b' } },
    ]);
  });
});
