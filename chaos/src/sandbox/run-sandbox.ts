import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { treat } from './behaviour.ts';
import { BEGUN_HEADER, type LogLine, WORKER_HEADER } from './call-log.ts';

// Run as a process of its own: answers every call, and writes it to a file before it does.
const [file = '', seedText = '0'] = process.argv.slice(2);
const log = openSync(file, 'a');
const arrivals = new Map<string, number>();
let calls = 0;

const write = (line: LogLine): void => void writeSync(log, `${JSON.stringify(line)}\n`);

async function bodyOf(request: IncomingMessage): Promise<{ n?: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as { n?: number });
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  const path = (request.url ?? '/').slice(1);
  const key = String(headers['idempotency-key'] ?? '');
  const at = Date.now();
  const body = await bodyOf(request);
  const number = ++calls;
  const arrival = (arrivals.get(key) ?? 0) + 1;
  arrivals.set(key, arrival);
  const who = { begunAt: Number(headers[BEGUN_HEADER]), worker: Number(headers[WORKER_HEADER]) };
  write({ call: { number, path, key, n: body.n, at, ...who } });
  const treatment = treat(Number(seedText), { path, key, body }, arrival);
  setTimeout(() => {
    const { status } = treatment;
    write({ answer: { number, status: status === 'cut' ? 0 : status } });
    if (status === 'cut') request.socket.destroy();
    else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(treatment.body));
  }, treatment.delayMs);
}

const server = createServer((request, response) => {
  // A caller that was killed in the middle of its request has sent none.
  take(request, response).catch(() => request.socket.destroy());
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
