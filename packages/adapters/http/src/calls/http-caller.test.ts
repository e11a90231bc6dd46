import type { HttpRequest } from '@parley/engine';
import { effectContext } from '@parley/engine/testing';
import { ManualClock } from '@parley/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticatedSender } from '../auth/authenticated-sender.ts';
import { createEgress, type Egress } from '../egress/egress.ts';
import { type LocalServer, sendJson, startLocalServer } from '../testing/local-server.ts';
import { createHttpCaller } from './http-caller.ts';

let server: LocalServer;
let egress: Egress;

beforeAll(async () => {
  server = await startLocalServer(() => {});
  egress = createEgress({ allow: [`127.0.0.1:${server.port}`], timeoutMs: 500 });
});
afterAll(async () => {
  await egress.close();
  await server.close();
});
beforeEach(() => {
  server.received.length = 0;
  server.answer = (_request, response) => sendJson(response, 200, { ok: true });
});

const call = (request: Partial<HttpRequest> = {}, context = effectContext()) =>
  createHttpCaller(createAuthenticatedSender(egress, new ManualClock())).call(
    {
      method: 'POST',
      uri: `${server.url}/orders`,
      headers: {},
      query: {},
      output: 'content',
      redirect: false,
      ...request,
    },
    context,
  );
const reply = (status: number, contentType: string | undefined, body: string | Buffer) => {
  server.answer = (_request, response) =>
    response.writeHead(status, contentType === undefined ? {} : { 'content-type': contentType }).end(body);
};
const problem = (kind: string, status: number) => ({
  problem: { type: `https://open-workflow-specification.org/spec/1.0.0/errors/${kind}`, status },
});

describe('a request', () => {
  test('carries the idempotency key and the trace of its execution', async () => {
    await call({ body: { a: 1 } });
    expect(server.received[0]).toMatchObject({
      body: '{"a":1}',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'execution-1/do/0/call',
        traceparent: expect.stringMatching(/^00-0190f4c26b1a7c3e8d5f0123456789ab-[0-9a-f]{16}-01$/),
      },
    });
  });

  test('keeps its key on a second attempt, but is another span', async () => {
    await call();
    await call({}, effectContext({ attempt: 2 }));
    const [first, second] = server.received.map((request) => request.headers);
    expect(first!['idempotency-key']).toBe(second!['idempotency-key']);
    expect(first!.traceparent).not.toBe(second!.traceparent);
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('with %s carries no idempotency key', async (method) => {
    await call({ method });
    expect(server.received[0]!.headers).not.toHaveProperty('idempotency-key');
  });

  test('takes the workflow’s own headers before the usual ones', async () => {
    await call({ headers: { 'Idempotency-Key': 'mine', Accept: 'text/csv' } });
    expect(server.received[0]!.headers).toMatchObject({ 'idempotency-key': 'mine', accept: 'text/csv' });
  });

  test.each([
    ['/a', { b: ['1', '2'], c: 'x y' }, '/a?b=1&b=2&c=x+y'],
    ['/a?z=0', { b: '1' }, '/a?z=0&b=1'],
    ['/a#f', { b: '1' }, '/a?b=1'],
    ['/a?z=%20', {}, '/a?z=%20'],
  ])('to %s with %j goes to the right address', async (path, query, url) => {
    await call({ uri: server.url + path, query });
    expect(server.received[0]!.url).toBe(url);
  });

  test.each([
    ['application/x-www-form-urlencoded', { a: 'x y', b: [1, 2], c: null }, 'a=x+y&b=1&b=2'],
    ['text/plain', 'hello', 'hello'],
    ['application/vnd.api+json', 'hello', '"hello"'],
    ['application/xml', '<a/>', '<a/>'],
  ])('with a body of %s sends it in that form', async (type, body, sent) => {
    await call({ headers: { 'Content-Type': type }, body });
    expect(server.received[0]).toMatchObject({ body: sent, headers: { 'content-type': type } });
  });

  test('with a multipart body sends each field as a part', async () => {
    await call({ headers: { 'content-type': 'multipart/form-data' }, body: { 'a"b': 'x', c: { d: 1 } } });
    const parsed = await new Response(server.received[0]!.body, {
      headers: { 'content-type': server.received[0]!.headers['content-type']! },
    }).formData();
    expect(parsed.get('a"b')).toBe('x');
    expect(parsed.get('c')).toBe('{"d":1}');
    expect(server.received[0]!.body).toContain('Content-Type: application/json\r\n\r\n{"d":1}');
  });

  test('with a body that its type cannot carry is a configuration error', async () => {
    await expect(call({ headers: { 'content-type': 'application/xml' }, body: { a: 1 } })).rejects.toMatchObject(
      problem('configuration', 400),
    );
  });
});

describe('a response', () => {
  test.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['text/plain; charset=latin1', Buffer.from('é', 'latin1'), 'é'],
    ['text/plain; charset=martian', 'x', 'x'],
    ['application/xml', '<a/>', '<a/>'],
    ['text/html', '<p>hi</p>', '<p>hi</p>'],
    ['application/pdf', Buffer.from([1, 2, 3]), 'AQID'],
    [undefined, '{"a":1}', { a: 1 }],
    [undefined, 'plain', 'plain'],
    [undefined, Buffer.from([0xff, 0xfe]), '//4='],
    ['application/json', '', null],
  ])('of %s is decoded', async (type, body, content) => {
    reply(200, type, body);
    expect((await call()).content).toEqual(content);
  });

  test('in raw output is base64', async () => {
    reply(200, 'application/json', '{"a":1}');
    expect((await call({ output: 'raw' })).content).toBe('eyJhIjoxfQ==');
  });

  test('of any status is a response, whatever its body', async () => {
    reply(503, 'application/json', 'oops');
    expect(await call()).toMatchObject({ statusCode: 503, content: 'oops' });
  });

  test('tells what was sent, without credentials', async () => {
    const headers = { 'X-Api-Key': 'k', Cookie: 'c', 'x-note': 'n' };
    const response = await call({ authentication: { bearer: { token: 'secret' } }, headers, query: { a: '1' } });
    expect(response.request).toMatchObject({
      method: 'POST',
      uri: `${server.url}/orders?a=1`,
      headers: { 'x-note': 'n' },
    });
    expect(JSON.stringify(response.request)).not.toMatch(/secret|api-key|cookie/i);
  });

  test('that only claims to be JSON is a communication error', async () => {
    reply(200, 'application/json', '<html>');
    await expect(call()).rejects.toMatchObject(problem('communication', 500));
  });

  test('of a connection that is a web page is a communication error that says so', async () => {
    reply(200, 'text/html; charset=utf-8', '<html><head><title> Sign in </title></head></html>');
    const error = await call({ connection: 'kitchen' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject(problem('communication', 500));
    expect(String(error)).toMatch(/answered with the web page "Sign in" in place of data.*connection kitchen/);
  });

  test('that redirects is followed only when asked', async () => {
    server.answer = (request, response) =>
      request.url === '/end' ? sendJson(response, 200, 'end') : response.writeHead(307, { location: '/end' }).end();
    expect((await call()).statusCode).toBe(307);
    expect(await call({ redirect: true })).toMatchObject({ content: 'end', request: { uri: `${server.url}/end` } });
  });
});

describe('no response', () => {
  test('because of a refused address is an authorization error', async () => {
    await expect(call({ uri: 'http://169.254.169.254/' })).rejects.toMatchObject(problem('authorization', 403));
  });

  test('because of a bad address is a configuration error', async () => {
    await expect(call({ uri: 'nowhere' })).rejects.toMatchObject(problem('configuration', 400));
  });

  test('in time is a timeout error', async () => {
    server.answer = () => {};
    await expect(call()).rejects.toMatchObject(problem('timeout', 408));
  });

  test('because of a cut connection is a communication error', async () => {
    server.answer = (_request, _response, incoming) => incoming.socket.destroy();
    await expect(call()).rejects.toMatchObject(problem('communication', 500));
  });

  test('because the engine stopped it rejects with the engine’s reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    server.answer = () => controller.abort(reason);
    await expect(call({}, effectContext({ signal: controller.signal }))).rejects.toBe(reason);
  });
});
