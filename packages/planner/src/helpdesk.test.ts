import { describe, expect, it } from 'vitest';
import { HELPDESK } from './testing/helpdesk.ts';
import { perform } from './testing/perform.ts';
import { TENANT } from './testing/restaurant.ts';
import { definitionOf, talk } from './testing/talk.ts';

const TENANT_HERE = { ...TENANT, roles: ['team lead', 'finance'] };
const run = (utterances: string | readonly string[], stage: Parameters<typeof perform>[2]) =>
  perform(definitionOf(talk(utterances, HELPDESK, TENANT_HERE)), HELPDESK, stage);

const ticket = (id: string, priority: string, ageHours: number) => ({
  id,
  subject: id,
  priority,
  requesterEmail: `${id}@example.com`,
  assigneeId: 'a',
  ageHours,
  tags: [],
});

describe('a catalog with bare ids and lists', () => {
  it('takes ids from the thing in the event and the first of a list', async () => {
    const said =
      'When a ticket is created, if it is urgent, escalate it to level 2 and notify the team lead, otherwise assign it to an online agent';
    const of = (priority: string) =>
      run(said, { input: [{ ticket: ticket('t1', priority, 0) }], returns: { listAgents: [{ id: 'agent_1' }] } });
    const [urgent, normal] = [await of('urgent'), await of('normal')];

    expect(urgent.calls).toEqual([{ operation: 'escalateTicket', args: { ticket_id: 't1', level: 2 } }]);
    expect(urgent.notices).toMatchObject([{ to: { role: 'team lead' } }]);
    expect(normal.calls).toEqual([
      { operation: 'listAgents', args: { online: 'true' } },
      { operation: 'assignTicket', args: { ticket_id: 't1', agent_id: 'agent_1' } },
    ]);
  });

  it('filters a list where it can and looks at each item where it cannot', async () => {
    const tickets = [ticket('young', 'low', 10), ticket('old', 'low', 50)];
    const { calls } = await run('every night close all low priority tickets older than 48 hours', {
      returns: { searchTickets: tickets },
    });

    expect(calls).toEqual([
      { operation: 'searchTickets', args: { priority: 'low' } },
      { operation: 'closeTicket', args: { ticket_id: 'old' } },
    ]);
  });

  it('asks a condition about one of a list of each of them', async () => {
    const said = ['every day at 8 search the open tickets. If a ticket is older than 24 hours, escalate it', '3'];
    const { calls } = await run(said, {
      returns: { searchTickets: [ticket('young', 'low', 10), ticket('old', 'low', 50)] },
    });

    expect(calls).toEqual([
      { operation: 'searchTickets', args: { status: 'open' } },
      { operation: 'escalateTicket', args: { ticket_id: 'old', level: 3 } },
    ]);
  });

  it('remembers how a list was narrowed when its items are dealt with', async () => {
    const invoices = [100, 600].map((total) => ({ id: `inv_${total}`, total }));
    const { calls } = await run('every day at 8 list invoices over 500 euros and send a reminder for each one', {
      returns: { listInvoices: invoices },
    });

    expect(calls.map((call) => call.args)).toEqual([{}, { invoice_id: 'inv_600' }]);
  });
});

describe('a check that counts what is left', () => {
  const said =
    'When a licence is requested, check the licences, then grant the licence; otherwise notify the team lead';
  const of = (remaining: number) =>
    run(said, { input: [{ user_id: 'u1', product: 'editor' }], returns: { checkLicences: { remaining } } });

  it('passes with one and fails with none', async () => {
    const [one, none] = [await of(1), await of(0)];

    expect(one.calls).toEqual([
      { operation: 'checkLicences', args: { product: 'editor' } },
      { operation: 'grantLicence', args: { user_id: 'u1', product: 'editor' } },
    ]);
    expect([none.names, none.notices]).toMatchObject([['checkLicences'], [{ to: { role: 'team lead' } }]]);
  });
});

describe('an approval that tells a decision', () => {
  it('compares amounts in whole units and reads the decision', () => {
    const { plan } = talk(
      'When somebody requests a licence for more than 500 euros ask finance to approve it, then grant it. If they refuse, email the team lead.',
      HELPDESK,
      TENANT_HERE,
    );
    const conditions = plan?.steps.flatMap((step) => step.cond?.tests ?? []);

    expect(conditions).toMatchObject([
      { left: 'trigger.price', compare: 'gt', right: 500 },
      { left: 'approve.decision', compare: 'eq', right: 'approved' },
    ]);
  });
});

describe('a message', () => {
  it('goes to the address at hand when only a pronoun says to whom', async () => {
    const { calls, notices } = await run(
      'When an employee is hired create an account and email them a welcome message',
      { input: [{ name: 'Ada', email: 'ada@example.com', department: 'R&D' }] },
    );

    expect(calls).toEqual([{ operation: 'createAccount', args: { name: 'Ada', email: 'ada@example.com' } }]);
    expect(notices).toMatchObject([{ to: { email: 'ada@example.com' }, channel: 'email', subject: 'Welcome' }]);
  });

  it('goes to somebody named by their part in a thing, in the words given', async () => {
    const { notices } = await run('when a ticket is created tell the requester that we are on it', {
      input: [{ ticket: ticket('t1', 'low', 0) }],
    });

    expect(notices).toMatchObject([{ to: { email: 't1@example.com' }, message: 'We are on it' }]);
  });
});
