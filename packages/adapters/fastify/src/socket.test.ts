import { once } from 'node:events';
import { connect } from 'node:net';
import { createUserClient } from '@parley/contracts';
import { newId } from '@parley/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpServerOptions } from './index.ts';
import { createEdge, createNotes, noteOperations } from './testing/edge.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function listen(overrides: Parameters<typeof createNotes>[0] = {}, options: Partial<HttpServerOptions> = {}) {
  const notes = createNotes(overrides);
  const edge = createEdge([notes.routes], options);
  const url = await edge.server.listen({ port: 0 });
  stop = () => edge.server.close();
  return { ...notes, edge, url, port: Number(new URL(url).port) };
}

/** Sends bytes as they are and gives everything that comes back until the server hangs up. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

describe('the server on a socket', () => {
  it('answers what is not HTTP with a problem', async () => {
    const { port } = await listen();
    const answer = await exchange(port, 'HELLO\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('answers headers without end with a problem', async () => {
    const { port } = await listen();
    const answer = await exchange(port, `GET /health HTTP/1.1\r\nhost: x\r\ncookie: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status: 431, code: 'headers_too_large' });
  });

  it('lets a request that waits for news answer when the server stops', async () => {
    let waiting = () => {};
    const started = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const { url, edge } = await listen({
      listNotes: async (_, { signal }) => {
        waiting();
        await once(signal!, 'abort');
        return { items: [] };
      },
    });
    const answer = fetch(`${url}/v1/notes`, { headers: { authorization: 'Bearer viewer' } });
    await started;
    await edge.server.close();
    expect(await (await answer).json()).toEqual({ items: [] });
  });

  it('cuts a request that does not end in time when the server stops', async () => {
    let waiting = () => {};
    const started = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const never = () => {
      waiting();
      return new Promise<never>(() => {});
    };
    const { url, edge } = await listen({ listNotes: never }, { closeGraceMs: 20 });
    const answer = fetch(`${url}/v1/notes`, { headers: { authorization: 'Bearer viewer' } }).catch(() => 'cut');
    await started;
    await edge.server.close();
    expect(await answer).toBe('cut');
  });

  it('tells a handler that its caller went away', async () => {
    let noticed = () => {};
    const told = new Promise<void>((resolve) => {
      noticed = resolve;
    });
    const { port } = await listen({
      listNotes: async (_, { signal }) => {
        socket.destroy();
        await once(signal!, 'abort');
        noticed();
        return { items: [] };
      },
    });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /v1/notes HTTP/1.1\r\nhost: x\r\nauthorization: Bearer viewer\r\n\r\n');
    await told;
  });

  it('hands everything below a mounted path to its owner, body included', async () => {
    const seen: string[] = [];
    const mount = {
      path: '/oidc',
      handle: async (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        seen.push(`${request.method} ${request.url} ${body}`);
        response.end('mounted');
      },
    };
    const { url } = await listen({}, { mounts: [{ ...mount, handle: (a, b) => void mount.handle(a, b) }] });
    const form = { method: 'POST', body: new URLSearchParams({ a: '1' }) };
    expect(await (await fetch(`${url}/oidc/token?x=1`, form)).text()).toBe('mounted');
    expect(seen).toEqual(['POST /oidc/token?x=1 a=1']);
    expect((await fetch(`${url}/oidcs`)).status).toBe(404);
  });
});

describe('the typed client', () => {
  const as = (baseUrl: string, member: string) => createUserClient(noteOperations, { baseUrl, token: () => member });

  it('calls operations with parameters, query and body', async () => {
    const { url, note, calls } = await listen();
    const client = as(url, 'owner');
    const created = await client.createNote({ body: { text: 'x' }, idempotencyKey: 'k1' });
    expect(created).toEqual({ noteId: note.noteId, text: 'hello', etag: 'v1' });
    expect((await client.listNotes({ query: { limit: 3 } })).items).toHaveLength(1);
    await client.replaceNote({ params: { noteId: note.noteId }, body: { text: 'y' }, ifMatch: 'v1' });
    expect(await client.deleteNote({ params: { noteId: note.noteId } })).toBeUndefined();
    expect(calls.map(({ operation }) => operation)).toEqual(['createNote', 'listNotes', 'replaceNote', 'deleteNote']);
    expect(calls[0]!.input.idempotencyKey).toBe('k1');
    expect(calls[1]!.input.query).toEqual({ limit: 3, wait: 'no' });
    expect(calls[2]!.input).toMatchObject({ params: { noteId: note.noteId }, body: { text: 'y' }, ifMatch: 'v1' });
  });

  it('raises the problem that the service raised', async () => {
    const { url } = await listen();
    const failure = await as(url, 'viewer')
      .deleteNote({ params: { noteId: newId() } })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'ParleyError',
      code: 'forbidden',
      status: 403,
      retryable: false,
      hint: 'Ask an owner of the tenant for the role.',
    });
  });

  it('raises unavailable when nobody listens', async () => {
    const { url, edge } = await listen();
    await edge.server.close();
    stop = undefined;
    await expect(as(url, 'viewer').listNotes({ query: {} })).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });
});
