import { commonError } from '@parley/kernel';
import { describe, expect, it } from 'vitest';
import { alpha, createEdge, createNotes } from './testing/edge.ts';

const body = { text: 'x' };

describe('an operation over HTTP', () => {
  it('answers with its status and with what it declares, nothing more', async () => {
    const { note, routes, calls } = createNotes();
    const response = await createEdge([routes]).request('editor', { method: 'POST', url: '/v1/notes', body });
    expect(response.statusCode).toBe(201);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json()).toEqual({ noteId: note.noteId, text: 'hello', etag: 'v1' });
    expect(calls[0]).toMatchObject({
      context: { tenantId: alpha, actor: 'editor', roles: ['editor'] },
      input: { body: { text: 'x', tags: ['none'] } },
    });
  });

  it('gets parameters and query as the types it declares', async () => {
    const { note, routes, calls } = createNotes();
    const edge = createEdge([routes]);
    await edge.request('viewer', { url: `/v1/notes/${note.noteId}` });
    await edge.request('viewer', { url: '/v1/notes?limit=7' });
    expect(calls.map(({ input }) => input.params ?? input.query)).toEqual([
      { noteId: note.noteId },
      { limit: 7, wait: 'no' },
    ]);
  });

  it('answers 204 with an empty body', async () => {
    const { note, routes } = createNotes();
    const response = await createEdge([routes]).request('owner', { method: 'DELETE', url: `/v1/notes/${note.noteId}` });
    expect([response.statusCode, response.body]).toEqual([204, '']);
  });

  it('gets the raw bytes and headers where it checks signatures', async () => {
    const response = await createEdge([createNotes().routes]).request(undefined, {
      method: 'POST',
      url: '/v1/signed',
      text: '{ "n" : 1 }',
      headers: { 'x-signature': 's1' },
    });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({ raw: '{ "n" : 1 }', signature: 's1' });
  });

  it('answers HEAD where it answers GET', async () => {
    const response = await createEdge([createNotes().routes]).request('viewer', { method: 'HEAD', url: '/v1/notes' });
    expect([response.statusCode, response.body]).toEqual([200, '']);
  });
});

describe('a request that cannot be served', () => {
  const refused = async (as: string | undefined, request: Parameters<ReturnType<typeof createEdge>['request']>[1]) => {
    const { routes, calls } = createNotes();
    const response = await createEdge([routes]).request(as, request);
    expect(calls).toEqual([]);
    expect(response.headers['content-type']).toBe('application/problem+json');
    const problem = response.json();
    expect(problem).toMatchObject({ status: response.statusCode, type: `urn:parley:error:${problem.code}` });
    expect(problem.requestId).toBe(response.headers['x-request-id']);
    return { response, problem };
  };
  const post = { method: 'POST', url: '/v1/notes' } as const;

  it.each([
    ['no JSON', '{"text": ', 400, 'malformed_json'],
    ['two values', '{} {}', 400, 'malformed_json'],
    ['an empty body', '', 400, 'invalid_request'],
    ['another type', '{"text": 5}', 400, 'invalid_request'],
    ['another shape', '[]', 400, 'invalid_request'],
    ['nesting without end', '['.repeat(100_000), 400, 'invalid_request'],
    ['U+0000', '{"text": "a\\u0000"}', 400, 'invalid_request'],
    ['half a surrogate pair', '{"text": "\\ud83d"}', 400, 'invalid_request'],
    ['more than a mebibyte', JSON.stringify({ text: 'x'.repeat(1_048_576) }), 413, 'payload_too_large'],
  ])('is refused for %s', async (_, text, status, code) => {
    const { problem } = await refused('editor', { ...post, text });
    expect([problem.status, problem.code, problem.retryable]).toEqual([status, code, false]);
  });

  it('is refused for bytes that are not UTF-8', async () => {
    const { problem } = await refused('editor', { ...post, text: Buffer.from([0x22, 0xff, 0x22]) });
    expect(problem.code).toBe('malformed_json');
  });

  it('names every wrong value at once', async () => {
    const { problem } = await refused('editor', { ...post, body: { text: '', tags: [1] } });
    expect(problem.details.problems.map((one: { path: string }) => one.path)).toEqual(['body.text', 'body.tags.0']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is refused as %s',
    async (type) => {
      const { problem } = await refused('editor', { ...post, text: '{}', headers: { 'content-type': type } });
      expect([problem.status, problem.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it('is refused over the limit that the operation declares', async () => {
    const text = JSON.stringify({ n: 1, fill: 'x'.repeat(100) });
    const { problem } = await refused(undefined, { method: 'POST', url: '/v1/signed', text });
    expect(problem.code).toBe('payload_too_large');
  });

  it.each(['/v1/notes/not-an-id', '/v1/notes?limit=0', '/v1/notes?limit=1&limit=2', '/v1/notes?wait=%00'])(
    'is refused at %s',
    async (url) => {
      const { problem } = await refused('viewer', { url });
      expect([problem.status, problem.code]).toEqual([400, 'invalid_request']);
    },
  );

  it('is refused for an address that cannot be decoded', async () => {
    const { problem } = await refused('viewer', { url: '/v1/notes/%E0%A4%A' });
    expect(problem.code).toBe('invalid_request');
  });

  it('gets 404 at an unknown address, whatever it sends', async () => {
    const { problem } = await refused('editor', { method: 'POST', url: '/v1/nothing?token=secret', text: '{{{' });
    expect([problem.status, problem.code]).toEqual([404, 'not_found']);
    expect(problem.detail).not.toContain('secret');
  });

  it('gets 405 with the methods that exist, whatever it sends', async () => {
    const { response, problem } = await refused('editor', { method: 'PATCH', url: '/v1/notes', text: '{{{' });
    expect([problem.status, problem.code]).toEqual([405, 'method_not_allowed']);
    expect(response.headers.allow).toBe('POST, GET, HEAD');
  });
});

describe('a handler that fails', () => {
  const failing = async (error: unknown) => {
    const { note, routes } = createNotes({ getNote: () => Promise.reject(error) });
    const edge = createEdge([routes]);
    return { response: await edge.request('viewer', { url: `/v1/notes/${note.noteId}` }), edge };
  };

  it('gives its code, hint and details', async () => {
    const { response } = await failing(commonError('not_found', 'There is no such note', { hint: 'List them.' }));
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'not_found', detail: 'There is no such note', hint: 'List them.' });
  });

  it('shows nothing of what broke inside, and logs it with the request id', async () => {
    const { response, edge } = await failing(new TypeError('password=hunter2'));
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('hunter2');
    expect(edge.logged).toHaveLength(1);
    expect(edge.logged[0]!.fields).toMatchObject({
      err: new TypeError('password=hunter2'),
      requestId: response.headers['x-request-id'],
    });
  });

  it('is a failure inside when its answer lacks what it declares', async () => {
    const { note, routes } = createNotes({ getNote: (async () => ({ noteId: 'x' })) as never });
    const response = await createEdge([routes]).request('viewer', { url: `/v1/notes/${note.noteId}` });
    expect([response.statusCode, response.json().code]).toEqual([500, 'internal']);
  });

  it('says when to come back', async () => {
    const { response } = await failing(commonError('unavailable', 'The database does not answer'));
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1']);
  });
});

describe('every answer', () => {
  it('carries the caller’s request id when it is harmless, else a new one', async () => {
    const edge = createEdge([createNotes().routes]);
    const idFor = async (given: string) =>
      (await edge.request('viewer', { url: '/v1/notes', headers: { 'x-request-id': given } })).headers['x-request-id'];
    expect(await idFor('abc-1')).toBe('abc-1');
    expect(await idFor('a b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(200))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('continues the caller’s trace with a new span', async () => {
    const { routes, calls } = createNotes();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    await createEdge([routes]).request('viewer', { url: '/v1/notes', headers: { traceparent } });
    const received = calls[0]!.context!.traceparent!;
    expect(received).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(received).not.toBe(traceparent);
  });

  it.each(['/health', '/v1/notes', '/nothing'])('at %s forbids sniffing, framing and caching', async (url) => {
    const { headers } = await createEdge([createNotes().routes]).request('viewer', { url });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
  });
});

describe('the state of the server', () => {
  it('is alive without being ready', async () => {
    const ready = () => Promise.reject(new Error('no database'));
    const edge = createEdge([createNotes().routes], { ready });
    expect((await edge.request(undefined, { url: '/health' })).json()).toEqual({ status: 'ok' });
    const response = await edge.request(undefined, { url: '/ready' });
    expect([response.statusCode, response.json().code]).toEqual([503, 'unavailable']);
    expect(response.body).not.toContain('database');
  });

  it('is ready when what it needs is there', async () => {
    const edge = createEdge([createNotes().routes], { ready: async () => {} });
    expect((await edge.request(undefined, { url: '/ready' })).json()).toEqual({ status: 'ready' });
  });
});
