import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { GatheringSocket } from './gathering-socket.ts';

async function connected(): Promise<{ socket: GatheringSocket; received: Promise<string> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = new GatheringSocket();
  const connection = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as { port: number };
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const received = connection.then(([other]) => text(other)).finally(() => server.close());
  return { socket, received };
}

it('keeps what is written in one turn back until the turn is over', async () => {
  const { socket, received } = await connected();

  socket.write('begin;');
  socket.write('select;');
  expect(socket.writableLength).toBe(13);
  expect(socket.writableCorked).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(socket.writableCorked).toBe(0);

  socket.write('commit;');
  await new Promise((resolve) => setImmediate(resolve));
  socket.end();
  expect(await received).toBe('begin;select;commit;');
});

it('sends what was written just before the end', async () => {
  const { socket, received } = await connected();

  socket.write('commit;');
  socket.end('bye');

  expect(await received).toBe('commit;bye');
});
