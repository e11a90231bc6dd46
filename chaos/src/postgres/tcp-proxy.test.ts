import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
let client: Socket;
beforeEach(async () => {
  echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.start({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  client = connect(proxy.port, '127.0.0.1').setEncoding('utf8');
  await exchange('hello');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  echo.close();
});

async function exchange(text: string): Promise<string> {
  client.write(`${text}.`);
  let answer = '';
  while (!answer.endsWith('.')) answer += (await once(client, 'data'))[0];
  return answer;
}

it('passes every byte on once after a silence that ends twice, or ends without having begun', async () => {
  proxy.resume();
  expect(await exchange('one')).toBe('one.');

  proxy.silence();
  proxy.resume();
  proxy.resume();
  expect(await exchange('two')).toBe('two.');
  expect(await exchange('three')).toBe('three.');
});

it('holds back what is sent in a silence until it ends', async () => {
  proxy.silence();
  const answer = exchange('held');
  const open = connect(proxy.port, '127.0.0.1');
  await once(open, 'connect');

  proxy.resume();

  expect(await answer).toBe('held.');
  open.destroy();
});
