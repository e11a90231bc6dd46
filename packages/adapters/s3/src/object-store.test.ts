import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testObjectStore } from '@parley/module-workflow/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createS3ObjectStore, parseS3Url } from './object-store.ts';

/** As much of S3 as the adapter uses, by path: objects in memory, the errors as XML. */
const objects = new Map<string, Buffer>();
const seen: { readonly method: string; readonly url: string; readonly authorization: string }[] = [];
let server: Server;
let store: ReturnType<typeof createS3ObjectStore>;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  server = createServer((request, response) => {
    const key = new URL(request.url!, 'http://s3').pathname;
    seen.push({ method: request.method!, url: key, authorization: request.headers.authorization ?? '' });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const known = objects.get(key);
      if (request.method === 'PUT') objects.set(key, Buffer.concat(chunks));
      else if (request.method === 'DELETE') objects.delete(key);
      else if (!known) {
        response.statusCode = 404;
        return response.end(request.method === 'HEAD' ? undefined : '<Error><Code>NoSuchKey</Code></Error>');
      } else if (request.method === 'GET') return response.end(known);
      return response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  store = createS3ObjectStore(parseS3Url(`s3://values/parley/live?region=eu-central-1&endpoint=${endpoint}`));
});
afterAll(async () => {
  await store.close();
  server.close();
});

testObjectStore('S3', () => store);

it('puts objects below the prefix of the bucket and signs requests for its region', async () => {
  await store.put('tenant/values/abc', new Uint8Array([1]));

  expect(seen.at(-1)).toMatchObject({ method: 'PUT', url: '/values/parley/live/tenant/values/abc' });
  expect(seen.at(-1)!.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\/\d+\/eu-central-1\/s3\//);
});

it('gives up on a store that says nothing', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const mute = createS3ObjectStore({ bucket: 'values', endpoint, timeoutMs: 50 });

  await expect(mute.put('tenant/values/abc', new Uint8Array([1]))).rejects.toThrow();
  await expect(mute.get('tenant/values/abc')).rejects.toThrow();

  await mute.close();
  silent.closeAllConnections();
  silent.close();
});

it.each(['', 'values', 'https://bucket/prefix', 's3:///prefix'])(
  'refuses the address %j with how to write one',
  (address) => {
    expect(() => parseS3Url(address)).toThrow('Not an address of an object store');
  },
);
