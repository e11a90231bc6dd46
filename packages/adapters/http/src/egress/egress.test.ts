import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalServer, startLocalServer } from '../testing/local-server.ts';
import { createEgress, type Egress, type EgressOptions } from './egress.ts';

const ok: LocalServer['answer'] = (_request, response) => response.end('ok');
let server: LocalServer;
let port: number;
let egress: Egress;

beforeAll(async () => {
  server = await startLocalServer(ok);
  port = server.port;
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
  server.answer = ok;
  egress = createEgress({ allow: [`127.0.0.1:${port}`] });
});
afterEach(() => egress.close());

const base = () => server.url;
const text = (body: Uint8Array) => Buffer.from(body).toString();
async function withEgress<T>(options: EgressOptions, run: (egress: Egress) => Promise<T>): Promise<T> {
  const other = createEgress(options);
  try {
    return await run(other);
  } finally {
    await other.close();
  }
}

describe('private addresses', () => {
  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.100.100.200',
    '169.254.169.254',
    '168.63.129.16',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    'localhost',
    'LOCALHOST',
    '①②⑦.0.0.1',
  ])('%s is refused', async (host) => {
    await withEgress({ allow: [], connectTimeoutMs: 2000 }, async (strict) => {
      await expect(strict.request({ url: `http://${host}:${port}/` })).rejects.toMatchObject({
        code: 'egress_blocked',
      });
    });
    expect(server.received).toEqual([]);
  });

  test('a name that resolves to one is refused', async () => {
    const resolve: EgressOptions['resolve'] = (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
    await withEgress({ allow: [], resolve: resolve! }, async (strict) => {
      await expect(strict.request({ url: `http://rebind.example:${port}/` })).rejects.toMatchObject({
        code: 'egress_blocked',
        details: { host: 'rebind.example' },
      });
    });
    expect(server.received).toEqual([]);
  });

  test('a name is resolved once for a connection, so that a second answer cannot differ', async () => {
    let asked = 0;
    const resolve: EgressOptions['resolve'] = (_name, done) => {
      asked += 1;
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    await withEgress({ allow: ['api.example'], resolve: resolve! }, async (other) => {
      expect((await other.request({ url: `http://api.example:${port}/` })).status).toBe(200);
    });
    expect(asked).toBe(1);
  });

  test.each([
    ['host and port', (p: number) => [`127.0.0.1:${p}`]],
    ['host', () => ['127.0.0.1']],
    ['block', () => ['127.0.0.0/8']],
  ])('are reached when allowed by %s', async (_how, allow) => {
    await withEgress({ allow: allow(port) }, async (other) => {
      expect((await other.request({ url: `${base()}/` })).status).toBe(200);
    });
  });

  test('another port of an allowed host and port stays refused', async () => {
    await withEgress({ allow: ['127.0.0.1:1'] }, async (other) => {
      await expect(other.request({ url: `${base()}/` })).rejects.toMatchObject({ code: 'egress_blocked' });
    });
  });

  test('a domain with a star allows what is below it, not the domain itself', async () => {
    const resolve: EgressOptions['resolve'] = (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
    await withEgress({ allow: ['*.corp.example'], resolve: resolve! }, async (other) => {
      expect((await other.request({ url: `http://a.corp.example:${port}/` })).status).toBe(200);
      for (const host of ['corp.example', 'evilcorp.example']) {
        await expect(other.request({ url: `http://${host}:${port}/` })).rejects.toMatchObject({
          code: 'egress_blocked',
        });
      }
    });
  });

  test('a redirect to one is refused', async () => {
    server.answer = (_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    await expect(egress.request({ url: base(), followRedirects: true })).rejects.toMatchObject({
      code: 'egress_blocked',
    });
  });

  test.each(['not a rule', 'a b:80', '10.0.0.0/99', ''])('an allow list with "%s" is refused at start', (entry) => {
    expect(() => createEgress({ allow: [entry] })).toThrow(TypeError);
  });
});

describe('requests', () => {
  test.each(['ftp://example.com/', 'file:///etc/passwd', '/relative', 'http://', 'http://user:pw@example.com/'])(
    '%s is not an address to go to',
    async (url) => {
      await expect(egress.request({ url })).rejects.toMatchObject({ code: 'egress_bad_request' });
    },
  );

  test('send method, headers and body, but no headers of the connection', async () => {
    await egress.request({
      method: 'PUT',
      url: `${base()}/x?y=1#z`,
      headers: { 'X-A': '1', Host: 'metadata', 'Content-Length': '3', 'Transfer-Encoding': 'chunked' },
      body: 'hello',
    });
    expect(server.received[0]).toMatchObject({ url: '/x?y=1', method: 'PUT', body: 'hello', headers: { 'x-a': '1' } });
    expect(server.received[0]!.headers.host).toBe(`127.0.0.1:${port}`);
    expect(server.received[0]!.headers['content-length']).toBe('5');
  });

  test('a header that would end the head is refused', async () => {
    await expect(egress.request({ url: base(), headers: { 'x-a': '1\r\nx-b: 2' } })).rejects.toMatchObject({
      code: 'egress_bad_request',
    });
  });

  test('nobody there is unreachable, and can be tried again', async () => {
    const gone = await startLocalServer(ok);
    await gone.close();
    await withEgress({ allow: ['127.0.0.1'] }, async (other) => {
      await expect(other.request({ url: gone.url })).rejects.toMatchObject({
        code: 'egress_unreachable',
        retryable: true,
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });
  });

  test('a server that says nothing is a timeout', async () => {
    server.answer = () => {};
    await expect(egress.request({ url: base(), timeoutMs: 50 })).rejects.toMatchObject({ code: 'egress_timeout' });
  });

  test('a body that never ends is a timeout', async () => {
    server.answer = (_request, response) => void response.write('a');
    await expect(egress.request({ url: base(), timeoutMs: 50 })).rejects.toMatchObject({ code: 'egress_timeout' });
  });

  test('an abort by the caller rejects with the caller’s reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    server.answer = () => controller.abort(reason);
    await expect(egress.request({ url: base(), signal: controller.signal })).rejects.toBe(reason);
    await expect(egress.request({ url: base(), signal: controller.signal })).rejects.toBe(reason);
  });

  test('a connection that is cut is unreachable', async () => {
    server.answer = (_request, _response, incoming) => incoming.socket.destroy();
    await expect(egress.request({ url: base() })).rejects.toMatchObject({ code: 'egress_unreachable' });
  });
});

describe('bodies', () => {
  const packed = 'x'.repeat(5000);

  test.each([
    ['gzip', gzipSync(packed)],
    ['deflate', deflateSync(packed)],
    ['deflate', deflateRawSync(packed)],
    ['gzip, gzip', gzipSync(gzipSync(packed))],
    ['identity', Buffer.from(packed)],
  ])('in %s are unpacked', async (encoding, bytes) => {
    server.answer = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    expect(text((await egress.request({ url: base() })).body)).toBe(packed);
  });

  test('beyond the limit are refused, also when small until unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    server.answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(bomb.byteLength).toBeLessThan(10_000);
    const tooLarge = { code: 'egress_too_large', details: { maxBytes: 10_000 } };
    await expect(egress.request({ url: base(), maxResponseBytes: 10_000 })).rejects.toMatchObject(tooLarge);
    server.answer = (_request, response) => response.end(Buffer.alloc(20_000));
    await expect(egress.request({ url: base(), maxResponseBytes: 10_000 })).rejects.toMatchObject(tooLarge);
  });

  test.each([
    ['gzip', 'not gzip at all'],
    ['zstd-of-the-future', 'x'],
    ['gzip, gzip, gzip', 'x'],
  ])('with the encoding %s that cannot be unpacked are unreadable', async (encoding, body) => {
    server.answer = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body);
    await expect(egress.request({ url: base() })).rejects.toMatchObject({ code: 'egress_unreadable' });
  });
});

describe('redirects', () => {
  let other: LocalServer;

  beforeAll(async () => {
    other = await startLocalServer((_request, response) => response.end('other'));
  });
  afterAll(() => other.close());
  beforeEach(() => {
    other.received.length = 0;
    egress = createEgress({ allow: ['127.0.0.1'] });
  });
  const redirectTo = (location: string, status = 302) => {
    server.answer = (request, response) =>
      request.url === '/start' ? response.writeHead(status, { location }).end() : response.end('landed');
  };
  const start = (extra: object = {}) => egress.request({ url: `${base()}/start`, followRedirects: true, ...extra });

  test('are responses unless they are to be followed', async () => {
    redirectTo('/end');
    expect((await egress.request({ url: `${base()}/start` })).status).toBe(302);
    expect(await start()).toMatchObject({ status: 200, url: `${base()}/end` });
  });

  test('keep credentials within the origin', async () => {
    redirectTo('/end');
    await start({ headers: { authorization: 'Bearer t' } });
    expect(server.received.at(-1)).toMatchObject({ url: '/end', headers: { authorization: 'Bearer t' } });
  });

  test('are not followed to another origin with credentials', async () => {
    redirectTo(`${other.url}/steal`);
    await expect(start({ headers: { Authorization: 'Bearer t' } })).rejects.toMatchObject({ code: 'egress_redirect' });
    expect(other.received).toEqual([]);
  });

  test('to another origin leave headers behind that could be credentials', async () => {
    redirectTo(`${other.url}/x`);
    await start({ headers: { 'x-api-key': 'k', accept: 'text/plain' } });
    expect(other.received[0]!.headers).toMatchObject({ accept: 'text/plain' });
    expect(other.received[0]!.headers).not.toHaveProperty('x-api-key');
  });

  test.each([
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'data'],
    [308, 'PUT', 'PUT', 'data'],
  ])('with %i turn %s into %s', async (status, method, becomes, body) => {
    redirectTo('/end', status);
    await start({ method, body: 'data', headers: { 'content-type': 'text/plain' } });
    expect(server.received.at(-1)).toMatchObject({ method: becomes, body });
  });

  test('in a circle end', async () => {
    server.answer = (_request, response) => response.writeHead(302, { location: '/start' }).end();
    await expect(start()).rejects.toMatchObject({ code: 'egress_redirect' });
    expect(server.received).toHaveLength(6);
  });

  test.each(['ftp://example.com/', 'http://['])('to %s are refused', async (location) => {
    redirectTo(location);
    await expect(start()).rejects.toMatchObject({ code: 'egress_redirect' });
  });
});
