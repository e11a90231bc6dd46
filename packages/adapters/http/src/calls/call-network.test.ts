import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEgress } from '../egress/egress.ts';
import { type LocalServer, startLocalServer } from '../testing/local-server.ts';
import { type CallNetwork, createCallNetwork } from './call-network.ts';

const TENANT = 'tenant-1';
let server: LocalServer;
let egress: ReturnType<typeof createEgress>;
let network: CallNetwork;

beforeAll(async () => {
  server = await startLocalServer((_, response) => response.end('ok'));
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
  server.answer = (_, response) => response.end('ok');
  egress = createEgress({ allow: [`127.0.0.1:${server.port}`], maxResponseBytes: 10_000 });
  network = createCallNetwork(egress, { now: () => 0 });
});
afterEach(() => egress.close());

describe('fetch', () => {
  test('sends method, headers, body and credentials', async () => {
    const fetch = network.fetchWith({ bearer: { token: 't0ken' } }, TENANT);
    const response = await fetch(server.url, { method: 'POST', headers: { 'X-Own': '1' }, body: '{"a":1}' });
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
    const { method, headers, body } = server.received[0]!;
    expect([method, headers['x-own'], headers.authorization, body]).toEqual(['POST', '1', 'Bearer t0ken', '{"a":1}']);
  });

  test('gives a body piece by piece', async () => {
    let finish = () => {};
    server.answer = (_, response) => {
      response.write('first');
      finish = () => void response.end('second');
    };
    const response = await network.fetchWith(undefined, TENANT)(server.url);
    const reader = response.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value as Uint8Array).toString()).toBe('first');
    finish();
    const second = await reader.read();
    expect(Buffer.from(second.value as Uint8Array).toString()).toBe('second');
    expect((await reader.read()).done).toBe(true);
  });

  test('stops a body that is larger than the limit', async () => {
    server.answer = (_, response) => response.end('x'.repeat(20_000));
    const response = await network.fetchWith(undefined, TENANT)(server.url);
    await expect(response.text()).rejects.toThrow();
  });

  test('a redirect is a response, so that no credentials follow it', async () => {
    server.answer = (_, response) => response.writeHead(307, { location: 'https://elsewhere.test/' }).end();
    const response = await network.fetchWith({ bearer: { token: 't' } }, TENANT)(server.url, { redirect: 'follow' });
    expect(response.status).toBe(307);
  });

  test('refuses private addresses with an authorization error', async () => {
    await expect(network.fetchWith(undefined, TENANT)('http://127.0.0.2:1/')).rejects.toMatchObject({
      problem: { status: 403, detail: expect.stringContaining('not a public address') },
    });
  });

  test('answers a digest challenge', async () => {
    server.answer = (request, response) =>
      request.headers.authorization?.startsWith('Digest ')
        ? response.end('in')
        : response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' }).end('out');
    const response = await network.fetchWith({ digest: { username: 'u', password: 'p' } }, TENANT)(server.url);
    expect(await response.text()).toBe('in');
  });
});

describe('resolve', () => {
  test('gives the address of an allowed host and port', async () => {
    expect(await network.resolve('127.0.0.1', server.port)).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });

  test.each([
    '127.0.0.1',
    'localhost',
    '127.1',
    '0x7f000001',
    '[::1]',
    '10.0.0.1',
    '169.254.169.254',
    '[::ffff:7f00:1]',
  ])('refuses %s', async (host) => {
    await expect(network.resolve(host, server.port + 1)).rejects.toMatchObject({ problem: { status: 403 } });
  });
});

describe('authorize', () => {
  test('gives the header of basic and bearer credentials, and none without any', async () => {
    const basic = await network.authorize({ basic: { username: 'u', password: 'p' } }, TENANT);
    expect(basic).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
    expect(await network.authorize({ bearer: { token: 't' } }, TENANT)).toBe('Bearer t');
    expect(await network.authorize(undefined, TENANT)).toBeUndefined();
  });

  test('refuses digest, which needs a challenge', async () => {
    const digest = network.authorize({ digest: { username: 'u', password: 'p' } }, TENANT);
    await expect(digest).rejects.toMatchObject({ problem: { status: 400 } });
  });
});
