import { createServer as createTcpServer } from 'node:net';
import {
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { createCallNetwork, createEgress } from '@parley/adapter-http';
import type { GrpcRequest } from '@parley/engine';
import { effectContext, effectPortContract } from '@parley/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGrpcCaller } from './grpc-caller.ts';
import { CERTIFICATE, KEY } from './testing/certificate.ts';

const PROTO = `
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/empty.proto";
import "google/api/annotations.proto";

service Orders {
  rpc Echo(Everything) returns (Everything) { option (google.api.http) = { post: "/v1/echo" }; }
  rpc List(ListRequest) returns (stream Order);
  rpc Upload(stream Order) returns (Order);
  rpc Fail(ListRequest) returns (Order);
  rpc Hang(google.protobuf.Empty) returns (google.protobuf.Empty);
}
enum Color { COLOR_UNSPECIFIED = 0; RED = 1; }
message ListRequest { int32 count = 1; }
message Order { string order_id = 1; int64 total = 2; }
message Everything {
  int32 small = 1; int64 large = 2; uint64 unsigned = 3; double ratio = 4; bool yes = 5; string text = 6; bytes raw = 7;
  Color color = 8; repeated int32 numbers = 9; repeated Order orders = 10; map<string, Order> by_id = 11;
  google.protobuf.Timestamp at = 12; google.protobuf.Duration takes = 13; google.protobuf.Struct any_object = 14;
  google.protobuf.StringValue note = 15; google.protobuf.FieldMask mask = 16; optional string maybe = 17;
  oneof choice { string left = 18; int32 right = 19; } google.protobuf.Value value = 20; sint32 zigzag = 21; map<int32, bool> flags = 22;
}`;

const same = (bytes: Buffer) => bytes;
const method = (name: string, responseStream = false, requestStream = false) => ({
  path: `/shop.v1.Orders/${name}`,
  requestStream,
  responseStream,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});

let metadata: Record<string, unknown> = {};
let cancelled = 0;
const server = new Server();
server.addService(
  {
    Echo: method('Echo'),
    List: method('List', true),
    Upload: method('Upload', false, true),
    Fail: method('Fail'),
    Hang: method('Hang'),
  },
  {
    Echo(call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
      metadata = call.metadata.getMap();
      done(null, call.request);
    },
    List(call: ServerWritableStream<Buffer, Buffer>) {
      for (let n = 1; n <= (call.request[1] ?? 0); n += 1) call.write(Buffer.from([0x10, n]));
      call.end();
    },
    Upload(call: ServerReadableStream<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
      call.on('data', (bytes: Buffer) => done(null, bytes));
    },
    Fail: (_: unknown, done: sendUnaryData<Buffer>) => done({ code: status.NOT_FOUND, details: 'no such order' }),
    Hang: (call: ServerUnaryCall<Buffer, Buffer>) => void call.on('cancelled', () => void cancelled++),
  },
);

const listen = (on: Server, secrets: ServerCredentials): Promise<number> =>
  new Promise((resolve, reject) => {
    on.bindAsync('127.0.0.1:0', secrets, (error, bound) => (error ? reject(error) : resolve(bound)));
  });

let port = 0;
let egress: ReturnType<typeof createEgress>;
const network = () => createCallNetwork(egress, { now: () => 0 });
beforeAll(async () => {
  port = await listen(server, ServerCredentials.createInsecure());
  egress = createEgress({ allow: [`localhost:${port}`, 'localhost:1'] });
});
afterAll(async () => {
  server.forceShutdown();
  await egress.close();
});

const request = (name: string, args: object, more: Partial<GrpcRequest> = {}): GrpcRequest => ({
  proto: PROTO,
  service: 'shop.v1.Orders',
  host: 'localhost',
  port,
  method: name,
  arguments: args as GrpcRequest['arguments'],
  ...more,
});
const call = (name: string, args: object, more: Partial<GrpcRequest> = {}, options = {}, overrides = {}) =>
  createGrpcCaller({ network: network(), ...options }).call(request(name, args, more), effectContext(overrides));
const problem = (kind: string, code: number, detail: string) => ({
  problem: { status: code, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});

describe('a call', () => {
  it('maps every kind of field to JSON and back', async () => {
    const everything = {
      small: -5,
      large: '9007199254740993',
      unsigned: '18446744073709551615',
      ratio: 1.5,
      yes: true,
      text: 'größe',
      raw: 'AAEC',
      color: 'RED',
      numbers: [1, -2],
      orders: [{ orderId: 'a', total: '3' }],
      byId: { x: { orderId: 'x', total: '-1' } },
      at: '2026-01-31T09:30:00.250Z',
      takes: '-1.500s',
      anyObject: { a: [1, null, 'x', { b: true }] },
      note: 'n',
      mask: 'fooBar,baz',
      maybe: '',
      left: 'l',
      value: [null, 2],
      zigzag: -3,
      flags: { 7: true },
    };
    expect(await call('Echo', everything)).toEqual(everything);
  });

  it('takes the names of the document too, and gives defaults for what was not sent', async () => {
    expect(
      await call('Echo', { by_id: { k: { order_id: 'k' } }, any_object: {}, large: 7, color: 1, value: null }),
    ).toEqual({
      small: 0,
      large: '7',
      unsigned: '0',
      ratio: 0,
      yes: false,
      text: '',
      raw: '',
      color: 'RED',
      numbers: [],
      orders: [],
      byId: { k: { orderId: 'k', total: '0' } },
      anyObject: {},
      value: null,
      zigzag: 0,
      flags: {},
    });
  });

  it('carries credentials, the idempotency key and the trace', async () => {
    await call('Echo', {}, { authentication: { bearer: { token: 't0ken' } } });
    expect(metadata).toMatchObject({
      authorization: 'Bearer t0ken',
      'idempotency-key': 'execution-1/do/0/call',
      traceparent: expect.stringMatching(/^00-0190f4c26b1a7c3e8d5f0123456789ab-/),
    });
  });

  it('collects a streaming answer as a list', async () => {
    expect(await call('List', { count: 3 })).toEqual([1, 2, 3].map((n) => ({ orderId: '', total: String(n) })));
    expect(await call('List', {})).toEqual([]);
  });

  it('sends its one message to a method that takes many', async () => {
    expect(await call('Upload', { orderId: 'a' })).toEqual({ orderId: 'a', total: '0' });
  });

  it('speaks TLS on request, and checks the name of the host', async () => {
    const secured = new Server();
    secured.addService(
      { Echo: method('Echo') },
      { Echo: (each: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => done(null, each.request) },
    );
    const pair = [{ private_key: Buffer.from(KEY), cert_chain: Buffer.from(CERTIFICATE) }];
    const tlsPort = await listen(secured, ServerCredentials.createSsl(null, pair));
    const open = createEgress({ allow: [`localhost:${tlsPort}`, `127.0.0.1:${tlsPort}`] });
    const options = { network: createCallNetwork(open, { now: () => 0 }), rootCertificates: Buffer.from(CERTIFICATE) };
    const to = (host: string) => call('Echo', { small: 1 }, { host, port: tlsPort }, options);
    expect(await to('https://localhost')).toMatchObject({ small: 1 });
    await expect(to('https://127.0.0.1')).rejects.toMatchObject(problem('communication', 503, 'UNAVAILABLE'));
    await expect(
      call('Echo', {}, { host: 'https://localhost', port: tlsPort }, { network: options.network }),
    ).rejects.toMatchObject(problem('communication', 503, 'UNAVAILABLE'));
    secured.forceShutdown();
    await open.close();
  });

  it('keeps hostile names as data', async () => {
    const args = JSON.parse(
      '{"byId":{"__proto__":{"orderId":"p"}},"anyObject":{"__proto__":{"polluted":1},"constructor":2}}',
    );
    const answer = (await call('Echo', args)) as { byId: object; anyObject: object };
    expect(Object.keys(answer.byId)).toEqual(['__proto__']);
    expect(Object.keys(answer.anyObject)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('a call fails', () => {
  it('with a communication error and the status of HTTP that fits', async () => {
    await expect(call('Fail', {})).rejects.toMatchObject(problem('communication', 404, 'NOT_FOUND: no such order'));
  });

  it('with a timeout error after the deadline', async () => {
    await expect(call('Hang', {}, {}, { timeoutMs: 50 })).rejects.toMatchObject(
      problem('timeout', 408, 'DEADLINE_EXCEEDED'),
    );
  });

  it('with the reason of its cancellation, which the server sees', async () => {
    const before = cancelled;
    const stop = new AbortController();
    const running = call('Hang', {}, {}, {}, { signal: stop.signal });
    setTimeout(() => stop.abort('cancelled'), 50);
    await expect(running).rejects.toBe('cancelled');
    await expect.poll(() => cancelled).toBeGreaterThan(before);
  });

  it('when nobody listens', async () => {
    await expect(call('Echo', {}, { port: 1 })).rejects.toMatchObject(problem('communication', 503, 'UNAVAILABLE'));
  });

  it('when the answer is larger than it may be', async () => {
    await expect(call('List', { count: 50 }, {}, { maxMessages: 10 })).rejects.toMatchObject(
      problem('communication', 500, 'more than 10 messages'),
    );
    await expect(call('List', { count: 50 }, {}, { maxBytes: 50 })).rejects.toMatchObject(
      problem('communication', 500, 'more than 50 bytes'),
    );
    await expect(call('Echo', { text: 'x'.repeat(5000) }, {}, { maxBytes: 1000 })).rejects.toMatchObject(
      problem('communication', 429, ''),
    );
  });

  it.each([
    [{ nothing: 1 }, 'no field "nothing"'],
    [{ small: 'x' }, 'Everything.small has to be a whole number'],
    [{ small: 2 ** 31 }, 'between'],
    [{ color: 'PINK' }, 'COLOR_UNSPECIFIED, RED'],
    [{ orders: [{ total: {} }] }, 'Everything.orders[0].total'],
    [{ at: 'soon' }, 'a time such as'],
    [{ left: 'a', right: 1 }, 'one of choice only'],
    [{ numbers: 1 }, 'has to be a list'],
  ])('with a validation error for %j', async (args, detail) => {
    await expect(call('Echo', args)).rejects.toMatchObject(problem('validation', 400, detail));
  });

  it.each([
    [{ service: 'shop.v1.Nothing' }, 'no service "shop.v1.Nothing"'],
    [{ method: 'Nothing' }, 'it has Echo, List, Upload, Fail, Hang'],
    [{ method: '__proto__' }, 'no method'],
    [{ proto: 'syntax = "proto3"; message {' }, 'cannot be read'],
    [{ proto: `syntax="proto3";${'message A {'.repeat(20_000)}` }, 'cannot be read'],
    [{ proto: 'x'.repeat(1_000_001) }, 'larger than'],
    [
      { proto: 'syntax="proto3"; import "b.proto"; service S { rpc M(B) returns (B); }', service: 'S', method: 'M' },
      'does not define B',
    ],
    [{ host: 'ftp://localhost' }, 'no address that begins with ftp:'],
    [{ host: 'a b' }, 'no address of a service'],
    [{ authentication: { digest: { username: 'u', password: 'p' } } }, 'Digest'],
  ])('with a configuration error for %j', async (more, detail) => {
    await expect(call('Echo', {}, more as Partial<GrpcRequest>)).rejects.toMatchObject(
      problem('configuration', 400, detail),
    );
  });

  it('without the secrets of its credentials in the error', async () => {
    const authentication = { bearer: { token: 's3cret\nvalue' } };
    const error: unknown = await call('Echo', {}, { authentication }).catch((each: unknown) => each);
    expect(error).toMatchObject(problem('configuration', 400, 'The credentials have characters'));
    expect(JSON.stringify([error, String(error)])).not.toContain('s3cret');
  });

  it.each(['127.0.0.1', '127.1', '[::1]', '10.0.0.1', '169.254.169.254', 'http://0x7f000001'])(
    'with an authorization error for the private address %s',
    async (host) => {
      await expect(call('Echo', {}, { host })).rejects.toMatchObject(
        problem('authorization', 403, 'not a public address'),
      );
    },
  );

  it('against a server that speaks something else', async () => {
    const other = createTcpServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: otherPort } = other.address() as { port: number };
    const open = createEgress({ allow: [`localhost:${otherPort}`] });
    const caller = createGrpcCaller({ network: createCallNetwork(open, { now: () => 0 }), timeoutMs: 5000 });
    await expect(caller.call(request('Echo', {}, { port: otherPort }), effectContext())).rejects.toMatchObject({
      problem: {},
    });
    other.close();
    await open.close();
  });
});

const marks: string[] = [];
effectPortContract('the gRPC caller', () => {
  const caller = createGrpcCaller({ network: network() });
  return {
    async succeed(each) {
      const result = await caller.call(request('Echo', {}), each);
      marks.push(String(metadata['idempotency-key']));
      return result;
    },
    fail: (each) => caller.call(request('Fail', {}), each),
    hang: (each) => caller.call(request('Hang', {}), each),
    idempotencyMarks: () => marks,
  };
});
