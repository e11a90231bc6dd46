import type { FastifyInstance } from 'fastify';

/** A message that arrived through the Slack-style incoming webhook. */
export interface InboxMessage {
  readonly at: string;
  readonly channel: string;
  readonly text: string;
  readonly body: unknown;
}

const KEPT = 1000;

export interface Inbox {
  messages(channel?: string): readonly InboxMessage[];
  clear(): void;
}

/**
 * An inbox per channel at `/inbox/<channel>`: POST takes what Slack's incoming webhooks take and answers as they do
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks), GET lists what came.
 */
export function mountInbox(app: FastifyInstance, now: () => number): Inbox {
  let kept: InboxMessage[] = [];
  const messages = (channel?: string) => kept.filter((row) => channel === undefined || row.channel === channel);
  app.post<{ Params: { channel: string } }>('/inbox/:channel', (request, reply) => {
    const body = parseObject(request.body);
    if (body === undefined) return reply.code(400).type('text/plain').send('invalid_payload');
    if (typeof body.text !== 'string' || body.text === '') return reply.code(400).type('text/plain').send('no_text');
    kept.push({ at: new Date(now()).toISOString(), channel: request.params.channel, text: body.text, body });
    if (kept.length > KEPT) kept = kept.slice(-KEPT / 2);
    return reply.type('text/plain').send('ok');
  });
  app.get<{ Params: { channel: string } }>('/inbox/:channel', (request) => ({
    messages: messages(request.params.channel),
  }));
  return {
    messages,
    clear() {
      kept = [];
    },
  };
}

function parseObject(body: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
