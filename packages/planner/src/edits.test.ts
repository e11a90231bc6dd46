import { describe, expect, it } from 'vitest';
import { perform } from './testing/perform.ts';
import { restaurant } from './testing/restaurant.ts';
import { definitionOf, talk } from './testing/talk.ts';

const LATE = 'When a delivery is delayed more than 15 minutes, notify the customer and add 50 loyalty points';
const REFERENCE =
  'When a customer places an order, check kitchen capacity, verify inventory, schedule preparation and confirm the order; otherwise reject it with the reason.';
const LOW =
  'When stock is low, ask the manager to approve, then create a purchase order; if it is rejected, notify the buyer';

const late = (delayMinutes: number) => ({
  deliveryId: 'del_1',
  orderId: 'ord_1',
  customerId: 'cus_1',
  delayMinutes,
  reason: 'traffic',
});
const run = (utterances: readonly string[], stage: Parameters<typeof perform>[2]) =>
  perform(definitionOf(talk(utterances)), restaurant(), stage);
const steps = (utterances: readonly string[]): readonly string[] =>
  (talk(utterances).plan?.steps ?? []).map((step) => step.id);

describe('a value', () => {
  it.each([
    'make it 100 points instead of 50',
    'change the points to 100',
    'add 100 points instead of 50',
    'set the points to 100',
  ])('is changed by "%s"', async (said) => {
    const { calls } = await run([LATE, said], { input: [late(20)] });

    expect(talk([LATE, said]).intent).toBe('edit');
    expect(calls).toMatchObject([{ operation: 'addLoyaltyPoints', args: { points: 100 } }]);
  });

  it.each(['change 15 minutes to 30', 'make it more than 30 minutes', '30 minutes instead of 15'])(
    'of a condition is changed by "%s"',
    async (said) => {
      expect((await run([LATE, said], { input: [late(25)] })).names).toEqual([]);
      expect((await run([LATE, said], { input: [late(31)] })).names).toEqual(['addLoyaltyPoints']);
    },
  );

  it.each([
    'ask the owner instead of the manager',
    'change the manager to the owner',
    'replace the manager with the owner',
  ])('that is a role is changed by "%s", also where it is spoken of', async (said) => {
    const { approvals, notices } = await run([LOW, said], { input: [{ ingredientId: 'i' }], approve: false });

    expect(approvals).toMatchObject([{ assignee: 'owner' }]);
    expect(JSON.stringify(notices)).not.toContain('manager');
  });

  it('of a wait is changed', () => {
    const { plan } = talk([
      'When an order is ready wait 10 minutes, then assign an available driver',
      'change the wait to 20 minutes',
    ]);

    expect(plan?.steps.find((step) => step.kind === 'wait')?.args).toMatchObject([
      { name: 'duration', value: 'PT20M' },
    ]);
  });
});

describe('a step', () => {
  it('is added at the end, inside the condition that everything depends on', async () => {
    const said = [LATE, 'also notify the manager'];

    expect((await run(said, { input: [late(20)] })).notices).toMatchObject([{ to: 'cus_1' }, { to: 'manager' }]);
    expect((await run(said, { input: [late(5)] })).notices).toEqual([]);
  });

  it('is added before another with the data that is known there', async () => {
    const { calls } = await run([LATE, 'refund the payment before adding the points'], {
      input: [late(20)],
      returns: { getOrder: { orderId: 'ord_1', paymentId: 'pay_1' } },
    });

    expect(calls.map((call) => call.operation)).toEqual(['getOrder', 'refundPayment', 'addLoyaltyPoints']);
    expect(calls[1]?.args).toMatchObject({ paymentId: 'pay_1' });
  });

  it('that asks for approval before another keeps that from being done when it is refused', async () => {
    const stage = {
      input: [{ orderId: 'ord_1', items: [] }],
      returns: { getCapacity: { available: true }, checkStock: { available: true } },
    };
    const said = [REFERENCE, 'before confirming, ask the manager to approve'];

    expect((await run(said, stage)).names.slice(2)).toEqual(['scheduleOrder', 'confirmOrder']);
    expect((await run(said, { ...stage, approve: false })).names.slice(2)).toEqual(['scheduleOrder']);
  });

  it.each(['remove the notification', "don't notify the customer", 'skip the notification'])(
    'is removed by "%s"',
    (said) => {
      expect(steps([LATE, said])).not.toContain('notifyCustomer');
      expect(steps([LATE, said])).toContain('addLoyaltyPoints');
    },
  );

  it('that is a check takes with it what depends on it', async () => {
    const said = [REFERENCE, 'remove the inventory check'];
    const { names } = await run(said, {
      input: [{ orderId: 'ord_1', items: [] }],
      returns: { getCapacity: { available: true } },
    });

    expect(names).toEqual(['getCapacity', 'scheduleOrder', 'confirmOrder']);
    expect(steps(said)).not.toContain('rejectOrder2');
  });

  it('that is replaced takes its look-ups with it', () => {
    const said = [LATE, 'also message the shift lead', 'instead of messaging the shift lead, notify the manager'];

    expect(steps(said.slice(0, 2))).toEqual(expect.arrayContaining(['listEmployees', 'messageEmployee']));
    expect(steps(said)).not.toEqual(expect.arrayContaining(['listEmployees']));
    expect(steps(said)).toContain('notifyManager');
  });

  it('is moved', () => {
    const ids = steps([LATE, 'move the notification after adding the points']);

    expect(ids.indexOf('notifyCustomer')).toBeGreaterThan(ids.indexOf('addLoyaltyPoints'));
  });

  it('for a rejection that was not spoken of goes where the approval branches', async () => {
    const said = [
      'When stock is low, ask the manager to approve, then create a purchase order',
      'if it is rejected, notify the buyer',
    ];

    expect((await run(said, { input: [{ ingredientId: 'i' }], approve: false })).notices).toMatchObject([
      { to: 'buyer' },
    ]);
    expect((await run(said, { input: [{ ingredientId: 'i' }] })).notices).toEqual([]);
  });
});

describe('the trigger', () => {
  it('becomes a schedule, keeps its time when only the days change, and its days when only the time does', () => {
    const said = [
      'list low stock and create a purchase order for each item',
      'every weekday at 7am',
      'only on Mondays',
      'make it 8am',
    ];
    const crons = [2, 3, 4].map((length) => definitionOf(talk(said.slice(0, length))).schedule?.cron);

    expect(crons).toEqual(['0 7 * * 1-5', '0 7 * * 1', '0 8 * * 1']);
  });

  it('that changes makes values be looked for anew', async () => {
    const said = ['When a delivery is completed, add 10 loyalty points', 'start it when an order is paid instead'];
    const { calls } = await run(said, { input: [{ customerId: 'cus_9' }] });

    expect(definitionOf(talk(said)).schedule).toEqual({ on: { one: { with: { type: 'order.paid' } } } });
    expect(calls).toMatchObject([{ operation: 'addLoyaltyPoints', args: { customerId: 'cus_9', points: 10 } }]);
  });
});

describe('a change', () => {
  it('can narrow everything to a condition', async () => {
    const of = (tier: string) =>
      run([LATE, 'only if the customer is gold'], {
        input: [late(20)],
        returns: { getCustomer: { customerId: 'cus_1', tier } },
      });

    expect((await of('silver')).names).toEqual(['getCustomer']);
    expect((await of('gold')).names).toEqual(['getCustomer', 'addLoyaltyPoints']);
  });

  it('is undone to exactly what was there, as often as there were changes', () => {
    const before = talk([LATE]);
    const after = talk([LATE, 'also notify the manager', 'remove the points', 'undo', 'undo']);

    expect(after.plan).toEqual(before.plan);
    expect(after.definition).toEqual(before.definition);
    expect(talk([LATE, 'undo', 'undo']).reply).toContain('nothing to undo');
  });

  it('of the name changes nothing else', () => {
    const { document, ...rest } = definitionOf(talk([LATE, 'call it "Late delivery"']));
    const { document: _old, ...before } = definitionOf(talk(LATE));

    expect(document).toMatchObject({ name: 'late-delivery', title: 'Late delivery' });
    expect(rest).toEqual(before);
  });

  it('that cannot be made out changes nothing and says so', () => {
    const turn = talk([LATE, 'make the sky purple']);

    expect(turn.intent).toBe('other');
    expect(turn.plan).toEqual(talk(LATE).plan);
    expect(turn.definition).toBeUndefined();
  });

  it('never touches what it does not name', () => {
    const before = talk([REFERENCE]).plan!;
    const after = talk([REFERENCE, 'notify the customer at the end']).plan!;

    expect(after.steps.slice(0, before.steps.length)).toEqual(before.steps);
  });
});
