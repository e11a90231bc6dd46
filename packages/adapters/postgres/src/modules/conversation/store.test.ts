import {
  AgentResponse,
  buildEvent,
  type Conversation,
  conversationOperations,
  createInProcessClient,
} from '@parley/contracts';
import { ChangeSignal, createIdSource, ManualClock, newId, type TenantContext } from '@parley/kernel';
import { createConversationModule } from '@parley/module-conversation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { conversationMigrations, createConversationStore } from './store.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ service: 'conversation', migrations: await conversationMigrations() });
});
afterAll(() => test.drop());

const clock = new ManualClock();
const setup = () => {
  const module = createConversationModule({
    store: createConversationStore(test.database),
    clock,
    newId: createIdSource(),
    changes: new ChangeSignal(),
  });
  const context: TenantContext = { tenantId: newId(), actor: 'alice', roles: ['editor'] };
  return { module, client: createInProcessClient(conversationOperations, module.handlers), context };
};

const published = async (tenantId: string, type: string) => {
  const rows = await test.database.system((tx) =>
    tx.query<{ event: { type: string; data: unknown } }>(
      `select event from outbox where tenant_id = $1 and event ->> 'type' = $2 order by position`,
      [tenantId, type],
    ),
  );
  return rows.map((row) => row.event.data);
};

describe('a conversation', () => {
  it('keeps what is said in order, takes its title from the first words, and announces every message', async () => {
    const { client, context } = setup();
    const { conversationId } = await client.startConversation(context, { body: {} });
    const params = { conversationId };

    const first = await client.postMessage(context, { params, body: { text: '  When an order arrives\nreject it ' } });
    await client.postMessage(context, { params, body: { text: 'and tell me' } });

    const { items } = await client.listMessages(context, { params, query: {} });
    expect(items.map(({ sequence, text }) => [sequence, text])).toEqual([
      [1, 'When an order arrives\nreject it'],
      [2, 'and tell me'],
    ]);
    const conversation = await client.getConversation(context, { params });
    expect(conversation).toMatchObject({ title: 'When an order arrives', messageCount: 2, status: 'open' });
    expect(await published(context.tenantId, 'MessageReceived')).toMatchObject([
      { conversationId, messageId: first.messageId, sequence: 1, author: 'alice' },
      { conversationId, sequence: 2, text: 'and tell me' },
    ]);
  });

  it('gives sequences without gaps when many speak at once', async () => {
    const { client, context } = setup();
    const { conversationId } = await client.startConversation(context, { body: {} });
    const params = { conversationId };

    await Promise.all(
      Array.from({ length: 20 }, (_, n) => client.postMessage(context, { params, body: { text: `m${n}` } })),
    );

    const { items } = await client.listMessages(context, { params, query: {} });
    expect(items.map((message) => message.sequence)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('adds the answer of the agent once, however often it is delivered, and wakes who waits for it', async () => {
    const { client, context, module } = setup();
    const { conversationId } = await client.startConversation(context, { body: {} });
    const said = await client.postMessage(context, { params: { conversationId }, body: { text: 'hello' } });
    const data = { conversationId, inReplyTo: said.messageId, text: 'hi', questions: [], detail: { intent: 'other' } };
    const event = buildEvent(AgentResponse, context, { subject: conversationId, data });
    const subscription = module.subscriptions.find(({ types }) => types.includes('AgentResponse'))!;
    const query = { after: 1, waitMs: 20_000 };

    const waiting = client.listMessages(context, { params: { conversationId }, query });
    await subscription.handle(event);
    await subscription.handle(event);

    expect((await waiting).items).toMatchObject([{ sequence: 2, author: 'agent', text: 'hi', messageId: event.id }]);
    const all = await client.listMessages(context, { params: { conversationId }, query: {} });
    expect(all.items).toHaveLength(2);
  });

  it('approves only a draft that the agent proposed in it', async () => {
    const { client, context, module } = setup();
    const { conversationId } = await client.startConversation(context, { body: {} });
    const params = { conversationId };
    const draftId = newId();
    await expect(client.approveDraft(context, { params, body: { draftId } })).rejects.toMatchObject({
      code: 'not_found',
    });

    const data = { conversationId, inReplyTo: newId(), text: 'here', questions: [], detail: {}, draftId };
    await module.subscriptions[0]!.handle(buildEvent(AgentResponse, context, { subject: conversationId, data }));
    await client.approveDraft(context, { params, body: { draftId } });

    expect(await published(context.tenantId, 'ConversationApproved')).toEqual([
      { conversationId, draftId, approvedBy: 'alice' },
    ]);
  });

  it('takes no more messages once it has ended, and can end twice', async () => {
    const { client, context } = setup();
    const { conversationId } = await client.startConversation(context, { body: {} });
    const params = { conversationId };

    await client.endConversation(context, { params });
    const again = await client.endConversation(context, { params });

    expect(again.status).toBe('ended');
    expect(await published(context.tenantId, 'ConversationEnded')).toHaveLength(1);
    const late = client.postMessage(context, { params, body: { text: 'more' } });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is not there for another tenant, whatever is tried', async () => {
    const { client, context } = setup();
    const other: TenantContext = { tenantId: newId(), actor: 'mallory', roles: ['owner'] };
    const { conversationId } = await client.startConversation(context, { body: { title: 'ours' } });
    const params = { conversationId };

    const attempts = await Promise.allSettled([
      client.getConversation(other, { params }),
      client.listMessages(other, { params, query: {} }),
      client.postMessage(other, { params, body: { text: 'x' } }),
      client.approveDraft(other, { params, body: { draftId: newId() } }),
      client.endConversation(other, { params }),
    ]);

    const notFound = { status: 'rejected', reason: expect.objectContaining({ code: 'not_found' }) };
    expect(attempts).toEqual(attempts.map(() => notFound));
    expect((await client.listConversations(other, { query: {} })).items).toEqual([]);
    expect(await client.getConversation(context, { params })).toMatchObject({ status: 'open', messageCount: 0 });
  });

  it('lists in pages, the latest first', async () => {
    const { client, context } = setup();
    const started: Conversation[] = [];
    for (const title of ['a', 'b', 'c']) started.push(await client.startConversation(context, { body: { title } }));

    const first = await client.listConversations(context, { query: { limit: 2 } });
    const second = await client.listConversations(context, { query: { limit: 2, cursor: first.nextCursor! } });

    expect(first.items.map(({ title }) => title)).toEqual(['c', 'b']);
    expect(second).toEqual({ items: [started[0]] });
  });
});
