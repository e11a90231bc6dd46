import { newId } from '@parley/kernel';
import { describe, expect, it } from 'vitest';
import { createHttpClient, createUserClient, platformOperations, workflowOperations } from './index.ts';

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** A network of one server that answers everything with `answer`. */
function network(answer: (signal: AbortSignal) => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    sent.push({
      url: String(url),
      method: init.method,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: init.body,
    });
    return answer(init.signal!);
  };
  return { sent, fetch: fetch as typeof globalThis.fetch };
}
const baseUrl = 'http://parley.example';
const client = (answer: Parameters<typeof network>[0], options: { tenant?: string; timeoutMs?: number } = {}) => {
  const { sent, fetch } = network(answer);
  const operations = { ...platformOperations, ...workflowOperations };
  return { sent, client: createUserClient(operations, { baseUrl, token: () => 'secret', fetch, ...options }) };
};
const page = () => Response.json({ items: [] });

describe('a request of the client', () => {
  it('carries what the operation declares, and who asks', async () => {
    const { sent, client: parley } = client(page, { tenant: 'alpha' });
    await parley.addMember({ body: { subject: 'mia', name: 'Mia', roles: ['viewer'] }, idempotencyKey: 'k1' });
    expect(sent).toEqual([
      {
        url: 'http://parley.example/v1/members',
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: 'Bearer secret',
          'content-type': 'application/json',
          'idempotency-key': 'k1',
          'parley-tenant': 'alpha',
        },
        body: '{"subject":"mia","name":"Mia","roles":["viewer"]}',
      },
    ]);
  });

  it('escapes what stands in the address, and leaves out what is not given', async () => {
    const { sent, client: parley } = client(page);
    await parley.getConnection({ params: { connectionId: '../../etc?x=1#y' } });
    await parley.listMembers({ query: { cursor: 'a b&c=d', limit: undefined } });
    await parley.listMembers({ query: {} });
    expect(sent.map(({ url }) => url.slice(baseUrl.length))).toEqual([
      '/v1/connections/..%2F..%2Fetc%3Fx%3D1%23y',
      '/v1/members?cursor=a+b%26c%3Dd',
      '/v1/members',
    ]);
  });

  it('to a public operation carries no token, and the body as it was signed', async () => {
    const { sent, client: parley } = client(() => Response.json({ accepted: true }, { status: 202 }));
    await parley.receiveWebhook({
      params: { connectionId: newId() },
      body: { type: 'x', data: null },
      rawBody: '{ "type": "x", "data": null }',
      headers: { 'webhook-id': 'm1' },
    });
    expect(sent[0]!.body).toBe('{ "type": "x", "data": null }');
    expect(sent[0]!.headers['webhook-id']).toBe('m1');
    expect(sent[0]!.headers.authorization).toBeUndefined();
  });

  it('between services is signed for the tenant it is for, within its trace', async () => {
    const { sent, fetch } = network(page);
    const token = (context: { tenantId: string } | undefined) => `for-${context?.tenantId}`;
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const context = { tenantId: 't1', actor: 'service:agent', roles: ['owner' as const], traceparent };
    await createHttpClient(platformOperations, { baseUrl, token, fetch }).listMembers(context, { query: {} });
    expect(sent[0]!.headers).toMatchObject({ authorization: 'Bearer for-t1', traceparent });
  });
});

describe('an answer to the client', () => {
  const failure = (answer: Parameters<typeof network>[0], options = {}) =>
    client(answer, options)
      .client.getMe({})
      .catch((error: unknown) => error);

  it('that is a problem becomes the error that the service raised', async () => {
    const problem = { code: 'member_exists', detail: 'x is there', hint: 'Do y.', details: { a: 1 }, retryable: false };
    expect(await failure(() => Response.json(problem, { status: 409 }))).toMatchObject({
      name: 'ParleyError',
      code: 'member_exists',
      message: 'x is there',
      status: 409,
      retryable: false,
      hint: 'Do y.',
      details: { a: 1 },
    });
  });

  it.each([
    ['HTML', () => new Response('<html>', { status: 200 })],
    ['HTML of a proxy', () => new Response('<html>', { status: 502 })],
    ['nothing', () => new Response('')],
    ['a connection that breaks', () => Promise.reject(new TypeError('fetch failed'))],
  ])('that is %s is unavailable', async (_, answer) => {
    expect(await failure(answer)).toMatchObject({ code: 'unavailable', status: 503, retryable: true });
  });

  it('that is some other JSON with an error status is an error too', async () => {
    expect(await failure(() => Response.json(null, { status: 404 }))).toMatchObject({
      code: 'unavailable',
      status: 404,
    });
    expect(await failure(() => Response.json({ code: 5 }, { status: 400 }))).toMatchObject({ status: 400 });
  });

  const never = (signal: AbortSignal) =>
    new Promise<Response>((_, reject) => {
      const fail = () => reject(signal.reason as Error);
      if (signal.aborted) fail();
      signal.addEventListener('abort', fail);
    });

  it('that does not come in time is unavailable', async () => {
    expect(await failure(never, { timeoutMs: 1 })).toMatchObject({ code: 'unavailable' });
  });

  it('that the caller gives up waiting for is the caller’s own abort', async () => {
    const gone = new AbortController();
    const call = client(never).client.getMe({ signal: gone.signal });
    gone.abort(new RangeError('enough'));
    await expect(call).rejects.toThrow('enough');
  });
});
