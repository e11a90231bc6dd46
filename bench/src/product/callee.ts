import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The system that every workflow calls: it tells which execution came for which event. */
export interface Callee {
  readonly url: string;
  /** Resolves to the id of the execution that the event led to, when that makes its call. */
  called(event: number): Promise<string>;
  close(): void;
}

/** Starts it on this machine. It answers at once. */
export async function startCallee(): Promise<Callee> {
  const waiting = new Map<number, (executionId: string) => void>();
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { event, execution } = body as { event: number; execution: string };
      waiting.get(event)?.(execution);
      waiting.delete(event);
      response.setHeader('content-type', 'application/json').end('{"ok":true}');
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    called: (event) => new Promise((resolve) => waiting.set(event, resolve)),
    close: () => void server.close(),
  };
}
