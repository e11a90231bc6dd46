import { describe, expect, it } from 'vitest';
import { perform } from './testing/perform.ts';
import { restaurant, TENANT } from './testing/restaurant.ts';
import { definitionOf, talk } from './testing/talk.ts';

describe('an unclear trigger', () => {
  const SAID = 'If an order is over $200 ask the manager for approval, then confirm it';

  it('is asked about alone, with the events that could be meant and starting by hand as choices', () => {
    const turn = talk(SAID);

    expect(turn.definition).toBeUndefined();
    expect(turn.questions).toHaveLength(1);
    expect(turn.questions[0]).toMatchObject({ slot: 'trigger', blocking: true });
    expect(turn.questions[0]?.choices.map((choice) => choice.value)).toEqual([
      'event:order.placed',
      'event:order.paid',
      'manual',
    ]);
  });

  it.each([
    'event:order.placed',
    'An order was placed (order.placed)',
    '1',
    'the first one',
    'order placed',
    'when an order is placed',
  ])('is settled by "%s", and the plan goes on with what the event brings', async (answer) => {
    const turn = talk([SAID, answer]);
    const large = await perform(definitionOf(turn), restaurant(), {
      input: [{ orderId: 'o', total: { amount: 20_100, currency: 'USD' } }],
    });

    expect(turn.intent).toBe('answer');
    expect(turn.plan?.trigger).toMatchObject({ kind: 'event', type: 'order.placed' });
    expect([large.approvals.length, large.names]).toEqual([1, ['confirmOrder']]);
  });

  it('may also be answered by a schedule in words', () => {
    expect(talk(['When the moon is full, list low stock', 'every day at 8am']).plan?.trigger).toMatchObject({
      kind: 'cron',
      cron: '0 8 * * *',
    });
  });
});

describe('a missing person', () => {
  it('is asked for with the tenant’s roles, and the answer completes the plan', async () => {
    const said = 'When stock is low, ask the boss to approve, then create a purchase order';
    const turn = talk(said);

    expect(turn.questions).toMatchObject([
      { slot: 'arg:approve:assignee', blocking: true, choices: TENANT.roles.map((role) => ({ value: role })) },
    ]);
    const { approvals } = await perform(definitionOf(talk([said, 'the owner'])), restaurant(), {
      input: [{ ingredientId: 'i' }],
    });
    expect(approvals).toMatchObject([{ assignee: 'owner' }]);
  });
});

describe('words that no operation fits', () => {
  const SAID = 'When an order is ready, polish the silverware, then notify the customer';

  it('are asked about with what comes nearest, the roles and leaving it out', () => {
    const turn = talk(SAID);

    expect(turn.unmatched).toMatchObject([{ text: 'polish the silverware' }]);
    expect(turn.questions).toMatchObject([{ slot: 'step:polishTheSilverware', blocking: true }]);
    expect(turn.questions[0]?.choices.map((choice) => choice.value)).toEqual(
      expect.arrayContaining(['role:manager', 'skip']),
    );
    expect(turn.confidence).toBeLessThan(0.5);
  });

  it('become a task of a person', async () => {
    const { approvals, notices } = await perform(definitionOf(talk([SAID, 'the shift lead'])), restaurant(), {
      input: [{ customerId: 'c' }],
    });

    expect(approvals).toMatchObject([
      { assignee: 'shift lead', title: expect.stringContaining('polish the silverware') },
    ]);
    expect(notices).toHaveLength(1);
  });

  it('are left out', () => {
    const turn = talk([SAID, 'leave it out']);

    expect(turn.plan?.steps.map((step) => step.id)).toEqual(['notifyCustomer']);
    expect(turn.unmatched).toEqual([]);
  });

  it('are replaced by an operation that is named', async () => {
    const { names } = await perform(definitionOf(talk([SAID, 'estimate the arrival of the delivery'])), restaurant(), {
      input: [{ deliveryId: 'd', customerId: 'c' }],
    });

    expect(names).toEqual(['estimateArrival']);
  });

  it('make no workflow when nothing at all fits; what can be done is said instead', () => {
    const turn = talk('Bake me a cake');

    expect(turn).toMatchObject({ intent: 'other', unmatched: [{ text: 'Bake me a cake' }] });
    expect(turn.plan).toBeUndefined();
    expect(turn.reply).toMatch(/kitchen, inventory, pos, staff, delivery/);
  });
});

describe('a missing value', () => {
  it('of an enumeration is asked for with its values', () => {
    const turn = talk(['When stock is low, adjust the stock of the ingredient by 5']);
    const question = turn.questions.find((each) => each.slot === 'arg:adjustStock:reason');

    expect(question ?? turn.plan?.steps[0]?.args).toBeDefined();
    if (question)
      expect(question.choices.map((choice) => choice.value)).toEqual(
        expect.arrayContaining(['delivery', 'waste', 'correction', 'stocktaking']),
      );
  });

  it('is not taken when it is of the wrong type', () => {
    const said = ['When an order is ready, create a shift'];
    const asked = talk(said).questions.find((question) => question.slot.endsWith(':role'));

    expect(asked?.choices.map((choice) => choice.value)).toContain('server');
    expect(talk([...said, 'the emperor']).questions.map((question) => question.slot)).toContain('arg:createShift:role');
    expect(talk([...said, 'server']).plan?.steps[0]?.args).toContainEqual({
      name: 'role',
      from: null,
      value: 'server',
      ask: null,
    });
  });

  it('is given at the start when a person starts the workflow', () => {
    const turn = talk('cancel the delivery and refund the payment');
    const definition = definitionOf(turn);

    expect(turn.questions).toMatchObject([{ slot: 'trigger', blocking: false, default: 'manual' }]);
    expect(definition.input?.schema?.document).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['deliveryId']),
    });
  });

  it('blocks rehearsing until it is there', () => {
    expect(talk(['When an order is cancelled, release the stock', 'rehearse it'])).toMatchObject({
      intent: 'run',
      questions: [{ blocking: true }],
    });
    expect(talk(['When an order is cancelled, release the stock', 'rehearse it']).action).toBeUndefined();
  });
});

describe('an unclear condition', () => {
  const SAID = 'When a delivery is delayed, if the weather is bad, add 20 loyalty points';

  it('is asked about, and can be left out or said in other words', async () => {
    const input = [{ customerId: 'c', delayMinutes: 30, reason: 'rain' }];

    expect(talk(SAID).questions).toMatchObject([{ slot: expect.stringMatching(/^cond:/), blocking: true }]);
    expect((await perform(definitionOf(talk([SAID, 'do it always'])), restaurant(), { input })).names).toEqual([
      'addLoyaltyPoints',
    ]);
    const other = definitionOf(talk([SAID, 'if the delay is more than 25 minutes']));
    expect((await perform(other, restaurant(), { input })).names).toEqual(['addLoyaltyPoints']);
    expect((await perform(other, restaurant(), { input: [{ customerId: 'c', delayMinutes: 20 }] })).names).toEqual([]);
  });
});

describe('a schedule without a time', () => {
  it('runs at nine until told otherwise', () => {
    const said = 'every Tuesday send the low stock list to the buyer';

    expect(talk(said)).toMatchObject({
      definition: { schedule: { cron: '0 9 * * 2' } },
      questions: [{ id: 'time', default: 'time:09:00', blocking: false }],
    });
    expect(definitionOf(talk([said, '07:00'])).schedule).toEqual({ cron: '0 7 * * 2' });
    expect(definitionOf(talk([said, 'at noon'])).schedule).toEqual({ cron: '0 12 * * 2' });
  });
});

describe('intents', () => {
  const LATE = 'When a delivery is delayed, notify the customer';

  it.each([
    ['rehearse it', 'rehearse'],
    ['test the workflow', 'rehearse'],
    ['approve', 'approve'],
    ['looks good', 'approve'],
    ['ship it', 'approve'],
    ['run it', 'start'],
    ['start it now', 'start'],
  ])('"%s" asks to %s', (said, action) => {
    expect(talk([LATE, said])).toMatchObject({ intent: 'run', action });
  });

  it.each([
    ['what can you do?', /refund|notify|schedule/i],
    ['which events are there?', /order\.placed/],
    ['when does it run?', /delivery\.delayed/],
    ['why is notifyCustomer there?', /"notify the customer" asked for/],
    ['what does this workflow do?', /notify customer/],
  ])('"%s" is a question that is answered and changes nothing', (said, answer) => {
    const turn = talk([LATE, said]);

    expect(turn).toMatchObject({ intent: 'question', reply: expect.stringMatching(answer) });
    expect(turn.plan).toEqual(talk(LATE).plan);
  });

  it('a new description takes the place of the old one, and can be undone', () => {
    const turn = talk([LATE, 'When an order is paid, add 5 loyalty points to the customer']);

    expect(turn).toMatchObject({ intent: 'create', plan: { trigger: { type: 'order.paid' } } });
    expect(talk([LATE, 'When an order is paid, add 5 loyalty points to the customer', 'undo']).plan).toEqual(
      talk(LATE).plan,
    );
  });
});

describe('the words of a question', () => {
  const catalog = {
    ...restaurant(),
    operations: [
      {
        ...restaurant().operations[0]!,
        id: 'hall.bookHall',
        name: 'bookHall',
        method: 'POST',
        path: '/halls',
        summary: 'Book a hall',
        description: '',
        parameters: [],
        input: {
          type: 'object',
          required: ['guests', 'menuChoices', 'status', 'address'],
          properties: {
            guests: { type: 'integer' },
            menuChoices: { type: 'array', items: { type: 'string' } },
            status: { type: 'string' },
            address: { type: 'string' },
          },
        },
      },
    ],
  };

  it('agree in number with what they ask for', () => {
    const said = 'every day at 8am, book a hall';
    const asked: string[] = [];
    for (let answers: string[] = []; answers.length < 5; answers = [...answers, '5']) {
      const { questions } = talk([said, ...answers], catalog);
      for (const { text } of questions) if (!asked.includes(text)) asked.push(text);
    }
    expect(asked).toEqual(
      ['How many guests', 'What are the menu choices', 'What is the status', 'What is the address'].map(
        (words) => `${words} for "book a hall"?`,
      ),
    );
  });
});

describe('an approval "unless rejected"', () => {
  it.each([
    'ask a manager to approve it unless rejected, then confirm the order',
    'ask a manager to approve it, unless he rejects it, then confirm the order',
    'ask a manager to approve the order unless it is declined by the manager. Then confirm the order',
  ])('is an approval that the rest depends on: %s', async (said) => {
    const definition = definitionOf(talk(`When an order is placed, ${said}`));
    const on = (approved: boolean) =>
      perform(definition, restaurant(), { input: [{ orderId: 'o' }], approve: approved });
    const [yes, no] = [await on(true), await on(false)];

    expect([yes.approvals.length, yes.names, yes.notices]).toEqual([1, ['confirmOrder'], []]);
    expect([no.approvals.length, no.names, no.notices]).toEqual([1, [], []]);
  });

  it('keeps a condition about something else', () => {
    const turn = talk('When an order is placed, ask a manager to approve it unless the total is under 50 dollars');
    expect(turn.plan?.steps.map(({ kind }) => kind)).toEqual(['if', 'approve']);
  });
});
