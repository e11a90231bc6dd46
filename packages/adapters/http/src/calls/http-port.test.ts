import type { EffectContext } from '@parley/engine';
import { effectPortContract } from '@parley/engine/testing';
import { afterAll, beforeAll } from 'vitest';
import { createAuthenticatedSender } from '../auth/authenticated-sender.ts';
import { createEgress, type Egress } from '../egress/egress.ts';
import { type LocalServer, startLocalServer } from '../testing/local-server.ts';
import { createHttpCaller } from './http-caller.ts';

let server: LocalServer;
let egress: Egress;
beforeAll(async () => {
  server = await startLocalServer(({ url }, response) => void (url === '/hang' || response.end('{"n":1}')));
  egress = createEgress({ allow: [`127.0.0.1:${server.port}`] });
});
afterAll(async () => {
  await egress.close();
  await server.close();
});

effectPortContract('the HTTP caller', () => {
  const caller = createHttpCaller(createAuthenticatedSender(egress, { now: () => 0 }));
  const post = (uri: string, context: EffectContext) =>
    caller.call({ method: 'POST', uri, headers: {}, query: {}, output: 'content', redirect: false }, context);
  return {
    succeed: (context) => post(`${server.url}/`, context),
    fail: (context) => post('http://127.0.0.2:1/', context),
    hang: (context) => post(`${server.url}/hang`, context),
    idempotencyMarks: () => server.received.map(({ headers }) => headers['idempotency-key'] as string | undefined),
  };
});
