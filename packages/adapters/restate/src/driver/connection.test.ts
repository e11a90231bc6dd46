import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { HANDOVER_MS } from './handover.ts';
import { Standstill } from './standstill.ts';

let server: Http2Server;
let client: ClientHttp2Session;
let session: ServerHttp2Session;
let standstill: Standstill;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => {});
  [session] = (await once(server, 'session')) as [ServerHttp2Session];
  session.on('error', () => {});
  standstill = new Standstill();
});
afterEach(() => {
  standstill.close();
  client.destroy();
  server.close();
});

/** Stops this process from looking at its sockets for longer than it takes to hand an execution on. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HANDOVER_MS);
}

it('is sure of a connection for as long as the process runs', () => {
  expect(new Connection(session, standstill).assured()).toBeUndefined();
});

it('asks the other side after a standstill, once for all who want to know', async () => {
  const connection = new Connection(session, standstill);
  standStill();
  const asked = connection.assured();
  expect(asked).toBeInstanceOf(Promise);
  expect(connection.assured()).toBe(asked);
  await asked;
});

it('is not sure of a connection that went away during a standstill, although nothing has told so yet (E9)', async () => {
  const connection = new Connection(session, standstill);
  client.destroy();
  standStill();
  expect(session.destroyed).toBe(false);
  await expect(connection.assured()).rejects.toThrow();
});
