import type { Workflow } from '@parley/dsl';
import { describe, expect, it } from 'vitest';
import { type Performance, perform } from './testing/perform.ts';
import { restaurant } from './testing/restaurant.ts';
import { definitionOf, talk } from './testing/talk.ts';

const ORDER = {
  orderId: 'ord_1',
  customerId: 'cus_1',
  customerName: 'Ada',
  paymentId: 'pay_1',
  deliveryId: 'del_1',
  channel: 'web',
  fulfillment: 'delivery',
  items: [
    { menuItemId: 'menu_1', sku: 'SKU-1', name: 'Pizza', quantity: 2, unitPrice: { amount: 900, currency: 'EUR' } },
  ],
  total: { amount: 1800, currency: 'EUR' },
  placedAt: '2026-03-02T12:00:00Z',
};

const WORDINGS: readonly string[] = [
  'When a customer places an order, check kitchen capacity, verify inventory, schedule preparation and confirm the order; otherwise reject it with the reason.',
  'When a customer places an order, check kitchen capacity, verify the inventory, schedule the preparation and confirm the order. Otherwise reject it with the reason.',
  'When an order comes in, see whether the kitchen has capacity and whether everything is in stock. If so, schedule it and confirm; if not, reject the order and give the reason.',
  'Whenever a new order is placed: check the kitchen capacity and the stock. If the kitchen is full or an ingredient is missing, reject the order with the reason. Otherwise schedule the preparation and confirm it.',
  'For every new order:\n1. check kitchen capacity\n2. check stock\n3. schedule the order\n4. confirm it\nIf a check fails reject the order with the reason.',
  'As soon as an order has been placed, make sure the kitchen can take it and that the ingredients are available, then schedule it with the kitchen and confirm it to the customer. Reject it with the reason if anything is not available.',
  'On order.placed check capacity and stock, schedule and confirm, or reject it with a reason',
  'New orders should be checked against kitchen capacity and inventory. If both are fine, schedule preparation and confirm, else reject with the reason',
  "Once a customer orders, check the kitchen's capacity. If there is none, reject the order with the reason. Then check the inventory; if something's out of stock reject it too. Otherwise schedule the order and confirm.",
  'order placed -> check kitchen capacity -> verify inventory -> schedule preparation -> confirm order, otherwise reject with reason',
  'When a customer places an order, if the kitchen has capacity and the items are in stock, schedule and confirm the order, otherwise reject it with the reason',
  "I want every order that comes in to be checked against the kitchen's capacity and the inventory. If everything is available it should be scheduled and confirmed, otherwise it should be rejected with the reason.",
  'If the kitchen is full or something is out of stock, reject new orders with the reason, otherwise schedule and confirm them.',
  'When a customer orders something, verify that the kitchen has capacity and that the inventory is sufficient before scheduling the preparation and confirming the order. If one of the checks fails, reject the order with the reason.',
  'Customer places order. Check kitchen capacity. Verify inventory. Schedule preparation. Confirm order. If something fails, reject the order with the reason.',
  'Can you check the kitchen capacity and the inventory whenever a customer places an order, then schedule the preparation and confirm the order, or else reject it and say why?',
];

const CAPACITY = { available: true, remaining: 3, capacity: 8 };
const STOCK = { available: true, items: [] };

const definitions = new Map<string, Workflow>();

function definitionFor(wording: string): Workflow {
  const known = definitions.get(wording) ?? definitionOf(talk(wording));
  definitions.set(wording, known);
  return known;
}

function order(wording: string, returns: Readonly<Record<string, unknown>>): Promise<Performance> {
  const scheduled = { kitchenOrderId: 'kit_1', orderId: 'ord_1', estimatedReadyAt: '2026-03-02T12:30:00Z' };
  const all = { getCapacity: CAPACITY, checkStock: STOCK, scheduleOrder: scheduled, ...returns };
  return perform(definitionFor(wording), restaurant(), { input: [ORDER], returns: all });
}

/** Looking may come in any order and go on after a check has failed; changing may not. */
const changes = (performance: Performance): readonly string[] =>
  performance.names.filter((name) => !/^(?:get|check|list)/.test(name));

describe.each(WORDINGS)('the reference process as "%s"', (wording) => {
  it('starts with a placed order and calls just the operations it needs', () => {
    const definition = definitionFor(wording);

    expect(definition.schedule).toEqual({ on: { one: { with: { type: 'order.placed' } } } });
    expect(Object.keys(definition.use?.functions ?? {}).sort()).toEqual([
      'checkStock',
      'confirmOrder',
      'getCapacity',
      'rejectOrder',
      'scheduleOrder',
    ]);
  });

  it('schedules and confirms an order that can be made', async () => {
    const performance = await order(wording, {});

    expect(performance).toMatchObject({ status: 'completed', error: undefined });
    expect(performance.names.slice(0, 2).toSorted()).toEqual(['checkStock', 'getCapacity']);
    expect(changes(performance)).toEqual(['scheduleOrder', 'confirmOrder']);
    const args = Object.fromEntries(performance.calls.map((call) => [call.operation, call.args]));
    expect(args.checkStock?.items).toMatchObject([{ menuItemId: 'menu_1', quantity: 2 }]);
    expect(args.scheduleOrder).toMatchObject({ orderId: 'ord_1', items: [{ menuItemId: 'menu_1', quantity: 2 }] });
    expect(args.confirmOrder).toMatchObject({ orderId: 'ord_1' });
  });

  it('rejects it with the reason when the kitchen is full, and does nothing else', async () => {
    const performance = await order(wording, { getCapacity: { ...CAPACITY, available: false, remaining: 0 } });

    expect(performance.status).toBe('completed');
    expect(changes(performance)).toEqual(['rejectOrder']);
    expect(performance.calls.at(-1)?.args).toMatchObject({
      orderId: 'ord_1',
      reason: expect.stringMatching(/kitchen|capacity/i),
    });
  });

  it('rejects it with the reason when something is out of stock, and does nothing else', async () => {
    const missing = { available: false, items: [{ menuItemId: 'menu_1', missingIngredients: ['mozzarella'] }] };
    const performance = await order(wording, { checkStock: missing });

    expect(performance.status).toBe('completed');
    expect(changes(performance)).toEqual(['rejectOrder']);
    expect(performance.calls.at(-1)?.args).toMatchObject({
      orderId: 'ord_1',
      reason: expect.stringMatching(/stock|inventory|ingredient/i),
    });
  });
});

describe('the reference process', () => {
  it('runs the same when it is started by hand with the order itself instead of a list of events', async () => {
    const definition = definitionOf(talk(WORDINGS[0]!));
    const returns = { getCapacity: CAPACITY, checkStock: STOCK };

    const { names } = await perform(definition, restaurant(), { input: ORDER, returns });

    expect(names).toEqual(['getCapacity', 'checkStock', 'scheduleOrder', 'confirmOrder']);
  });

  it('says which words asked for each step', () => {
    const { explanation, plan } = talk(WORDINGS[0]!);
    const words = Object.fromEntries(explanation.map((step) => [step.stepId, step.words?.text]));

    expect(words).toMatchObject({
      getCapacity: 'check kitchen capacity',
      checkStock: 'verify inventory',
      scheduleOrder: 'schedule preparation',
      confirmOrder: 'confirm the order',
      rejectOrder: 'reject it with the reason',
    });
    expect(explanation.map((step) => step.stepId)).toEqual(plan?.steps.map((step) => step.id));
    const span = explanation[0]?.words;
    expect(WORDINGS[0]?.slice(span?.start, span?.end)).toBe('check kitchen capacity');
  });

  it('tells the reason that the words give instead of its own', async () => {
    const performance = await order(
      "When an order is placed check the kitchen capacity. If there is none, reject the order with the reason 'Kitchen is full'. Otherwise confirm it.",
      {
        getCapacity: { available: false },
      },
    );

    expect(performance.calls.at(-1)).toEqual({
      operation: 'rejectOrder',
      args: { orderId: 'ord_1', reason: 'Kitchen is full' },
    });
  });

  it('asks once what should happen when a check fails and nobody said so, and stops there until told', async () => {
    const said = 'When an order is placed check capacity and stock, then schedule the preparation and confirm it';
    const turn = talk(said);

    expect(turn.questions).toHaveLength(1);
    expect(turn.questions[0]).toMatchObject({ blocking: false, default: 'stop' });
    const [question] = turn.questions;
    expect(question?.choices.map((choice) => choice.value)).toContain('pos.rejectOrder');
    const full = { input: [ORDER], returns: { getCapacity: { available: false }, checkStock: STOCK } };
    expect(changes(await perform(definitionOf(turn), restaurant(), full))).toEqual([]);
    const answered = talk([said, 'reject the order']);
    expect(answered.intent).toBe('answer');
    expect(changes(await perform(definitionOf(answered), restaurant(), full))).toEqual(['rejectOrder']);
    const anyway = talk([said, 'go on anyway']);
    expect(changes(await perform(definitionOf(anyway), restaurant(), full))).toEqual(['scheduleOrder', 'confirmOrder']);
  });
});
