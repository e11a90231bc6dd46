import { type AddressInfo, connect, createServer, type Socket, type Server as TcpServer } from 'node:net';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { createCallNetwork, createEgress } from '@parley/adapter-http';
import type { EffectContext, GrpcRequest } from '@parley/engine';
import { effectContext } from '@parley/engine/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGrpcCaller } from './grpc-caller.ts';

const proto = `syntax = "proto3"; service S { rpc Echo(N) returns (N); rpc Hang(N) returns (N); } message N { int32 n = 1; }`;
const same = (bytes: Buffer) => bytes;
const method = (name: string) => ({
  ...{ path: `/S/${name}`, requestStream: false, responseStream: false },
  ...{ requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same },
});

let token: unknown;
const server = new Server();
server.addService(
  { Echo: method('Echo'), Hang: method('Hang') },
  {
    Echo(call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
      token = call.metadata.get('authorization')[0];
      done(null, call.request);
    },
    Hang() {},
  },
);

let port = 0;
let proxy: TcpServer;
/** Connections that are open. */
const sockets = new Set<Socket>();
let egress: ReturnType<typeof createEgress>;

beforeAll(async () => {
  const behind = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  proxy = createServer((near) => {
    const far = connect(behind, '127.0.0.1');
    sockets.add(near);
    near.on('close', () => sockets.delete(near));
    for (const socket of [near, far]) socket.on('error', () => [near, far].forEach((each) => void each.destroy()));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  ({ port } = proxy.address() as AddressInfo);
  egress = createEgress({ allow: [`localhost:${port}`] });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
  server.forceShutdown();
  await egress.close();
});
beforeEach(() => expect.poll(() => sockets.size).toBe(0));

const open = (options: object = {}) =>
  createGrpcCaller({ network: createCallNetwork(egress, { now: () => 0 }), ...options });
const request = (name: string, more: Partial<GrpcRequest> = {}): GrpcRequest => ({
  ...{ proto, service: 'S', host: 'localhost', port, method: name, arguments: { n: 7 } },
  ...more,
});
const of = (tenantId: string): EffectContext => effectContext({ tenantId });

describe('connections', () => {
  it('are kept for the next call of the same tenant, and for nobody else’s', async () => {
    const caller = open();
    const ask = (tenantId: string, secret: string) =>
      caller.call(request('Echo', { authentication: { bearer: { token: secret } } }), of(tenantId));
    await ask('a', 'one');
    await ask('a', 'two');
    expect([sockets.size, token]).toEqual([1, 'Bearer two']);
    await ask('b', 'three');
    expect([sockets.size, token]).toEqual([2, 'Bearer three']);
    caller.close();
  });

  it('are bounded in number: the one used least recently is closed', async () => {
    const caller = open({ maxChannels: 2 });
    for (const tenant of ['a', 'b', 'c', 'd']) await caller.call(request('Echo'), of(tenant));
    await expect.poll(() => sockets.size).toBe(2);
    caller.close();
  });

  it('are given up after a call without an answer, when nobody uses them any more', async () => {
    const caller = open({ timeoutMs: 200 });
    const late = caller.call(request('Hang'), of('a')).catch((error: unknown) => error);
    expect(await caller.call(request('Echo'), of('a'))).toEqual({ n: 7 });
    expect(sockets.size).toBe(1);
    expect(await late).toMatchObject({ problem: { status: 408 } });
    await expect.poll(() => sockets.size).toBe(0);
    expect(await caller.call(request('Echo'), of('a'))).toEqual({ n: 7 });
    caller.close();
  });

  it('are not kept when nobody answers there, so that the next call does not wait for a channel to try again', async () => {
    const caller = open();
    const first = [...(await createCallNetwork(egress, { now: () => 0 }).resolve('localhost', port))];
    const addresses = [{ address: '127.0.0.99', family: 4 }, ...first];
    const moving = open({
      network: { ...createCallNetwork(egress, { now: () => 0 }), resolve: async () => [addresses.shift()!] },
    });
    await expect(moving.call(request('Echo'), of('a'))).rejects.toMatchObject({ problem: { status: 503 } });
    expect(await moving.call(request('Echo'), of('a'))).toEqual({ n: 7 });
    for (const each of [caller, moving]) each.close();
  });
});

describe('an answer', () => {
  it('that becomes more values than it may is refused, however few bytes it has', async () => {
    const fields = Array.from({ length: 2_000 }, (_, n) => `int32 f${n} = ${n + 1};`).join(' ');
    const wide = `syntax = "proto3"; service S { rpc Echo(In) returns (Out); }
      message In { repeated Empty e = 1; } message Empty {} message Out { repeated Wide e = 1; } message Wide { ${fields} }`;
    const caller = open();
    const e = Array.from({ length: 600 }, () => ({}));
    await expect(caller.call(request('Echo', { proto: wide, arguments: { e } }), of('a'))).rejects.toMatchObject({
      problem: { detail: 'The answer has more than 1000000 values, those left out counted' },
    });
    caller.close();
  });

  it('of a document that makes its own well-known types is an error of the call', async () => {
    const own = `syntax = "proto3"; package google.protobuf; service S { rpc Echo(N) returns (FieldMask); }
      message N { int32 n = 1; } message FieldMask { int32 paths = 1; }`;
    const caller = open();
    const sent = caller.call(request('Echo', { proto: own, service: 'google.protobuf.S' }), of('a'));
    await expect(sent).rejects.toMatchObject({ problem: { status: expect.any(Number) } });
    caller.close();
  });
});
