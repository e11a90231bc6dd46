import type { ProcessResult } from '@parley/engine';
import { isObject } from '@parley/kernel';
import type { MockAnswer } from './mock-network.ts';
import { at, fail, includes, type Step, show, yaml } from './step.ts';

/** What scenarios say about calls that are not plain HTTP. */
export const OUTSIDE_STEPS: readonly Step[] = [
  {
    text: /^the installation can do nothing but HTTP$/,
    run: (world) => {
      world.outside.onlyHttp = true;
    },
  },
  {
    text: /^the MCP server '([^']+)' answers:$/,
    run: (world, [url], document) => {
      const results = yaml(document) as Record<string, unknown>;
      world.network.add((request) =>
        request.url === url ? mcpAnswer(request.method, request.body, results) : undefined,
      );
    },
  },
  {
    text: /^the gRPC method '([^']+)' answers:$/,
    run: (world, [name], document) => void world.outside.grpcAnswers.set(name!, yaml(document)),
  },
  {
    text: /^the gRPC method should have been called with:$/,
    run(world, _, document) {
      const expected = yaml(document);
      const last = world.outside.grpcCalls.at(-1);
      if (!includes(last, expected)) fail(`It was called with ${show(last)}`);
    },
  },
  {
    text: /^every request to '([A-Z]+ [^']+)' should have the same '([^']+)' in its body$/,
    run(world, [route, path]) {
      const bodies = world.network.requests.filter(({ method, url }) => `${method} ${url}` === route);
      const values = bodies.map(({ body }) => at(JSON.parse(body), path!));
      if (values[0] === undefined || new Set(values).size !== 1) fail(`They are ${show(values)}`);
    },
  },
  {
    text: /^the channel '([^']+)' of '([^']+)' sends:$/,
    async run(world, [channel, url], document) {
      const port = await world.outside.sendMessages(yaml(document) as unknown[]);
      const body = {
        asyncapi: '3.0.0',
        servers: { live: { host: `localhost:${port}`, protocol: 'ws' } },
        channels: {
          [channel!]: { address: channel, messages: { any: { correlationId: { location: '$message.payload#/id' } } } },
        },
        operations: { receive: { action: 'receive', channel: { $ref: `#/channels/${channel}` } } },
      };
      world.network.answer(`GET ${url}`, [{ body }]);
    },
  },
  {
    text: /^the container '([^']+)' gives:$/,
    run: (world, [image], document) => {
      const result = { code: 0, stdout: '', stderr: '', ...(yaml(document) as Partial<ProcessResult>) };
      world.outside.containers.set(image!, result);
    },
  },
  {
    text: /^the container should have been given:$/,
    run(world, _, document) {
      const last = world.outside.containerRuns.at(-1);
      if (!includes(last, yaml(document))) fail(`It was given ${show(last)}`);
    },
  },
];

/** What a server of MCP answers over streamable HTTP, without sessions and streams. */
function mcpAnswer(method: string, body: string, results: Readonly<Record<string, unknown>>): MockAnswer {
  if (method !== 'POST') return { status: 405 };
  const request: unknown = JSON.parse(body);
  if (!isObject(request) || request.id === undefined) return { status: 202 };
  const { id, method: name, params } = request;
  const answer = (part: object) => ({ body: { jsonrpc: '2.0', id, ...part } });
  if (name === 'initialize') {
    const protocolVersion = isObject(params) ? params.protocolVersion : undefined;
    return answer({ result: { protocolVersion, capabilities: {}, serverInfo: { name: 'mock', version: '1.0.0' } } });
  }
  const result = results[String(name)];
  return result === undefined ? answer({ error: { code: -32_601, message: 'Method not found' } }) : answer({ result });
}
