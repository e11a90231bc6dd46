import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { freePorts } from '../server/start.ts';
import { registerDeployment } from './admin.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A server on `port` that gives the replies one after the other and the last one from then on. */
async function restateOn(port: number, replies: readonly Reply[]) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { status, body } = replies[Math.min(requests.length, replies.length - 1)]!;
    void textOf(request).then((text) => {
      requests.push(`${request.method} ${request.url} ${text}`.trim());
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { requests, close: () => server.close() };
}

const URI = 'http://127.0.0.1:5/v1';
const NONE: Reply = { status: 200, body: { deployments: [] } };
const DONE: Reply = { status: 201, body: {} };

it('goes on until Restate is there, serves, and reaches the worker', async () => {
  const [port] = await freePorts(1);
  const registered = registerDeployment(`http://127.0.0.1:${port}/`, 'execution', URI);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  const unreachable = { status: 500, body: { restate_code: 'META0003' } };
  const restate = await restateOn(port!, [{ status: 503, body: {} }, NONE, unreachable, DONE]);
  await registered;
  const post = `POST /deployments ${JSON.stringify({ uri: URI, force: true })}`;
  expect(restate.requests).toEqual(['GET /deployments', 'GET /deployments', post, post]);
  restate.close();
});

it('moves the deployment of its version, and no other, to the new address', async () => {
  const [port] = await freePorts(1);
  const deployment = (id: string, uri: string, service: string) => ({ id, uri, services: [{ name: service }] });
  const known = [
    deployment('other-service', 'http://127.0.0.1:4/v1', 'other'),
    deployment('other-version', 'http://127.0.0.1:4/v2', 'execution'),
    deployment('mine', 'http://127.0.0.1:4/v1', 'execution'),
  ];
  const restate = await restateOn(port!, [{ status: 200, body: { deployments: known } }, DONE]);
  await registerDeployment(`http://127.0.0.1:${port}`, 'execution', URI);
  expect(restate.requests[1]).toBe(`PATCH /deployments/mine ${JSON.stringify({ uri: URI, overwrite: true })}`);
  restate.close();
});

it('gives up at once when Restate refuses', async () => {
  const [port] = await freePorts(1);
  const restate = await restateOn(port!, [NONE, { status: 400, body: { message: 'no' } }]);
  await expect(registerDeployment(`http://127.0.0.1:${port}`, 'execution', URI)).rejects.toMatchObject({
    code: 'restate_refused',
  });
  restate.close();
});
