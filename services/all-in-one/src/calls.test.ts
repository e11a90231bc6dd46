import { readFileSync } from 'node:fs';
import { createEgress } from '@parley/adapter-http';
import type { EffectContext } from '@parley/engine';
import { fakeEffects } from '@parley/engine/testing';
import { silentLogger } from '@parley/kernel';
import { describe, expect, it } from 'vitest';
import { createCalls, ProcessVariables, toProcessSettings } from './calls.ts';
import { Shutdown } from './shutdown.ts';

const context: EffectContext = {
  tenantId: 'tenant-1',
  executionId: 'execution-1',
  key: '/do/0',
  environment: 'live',
  idempotencyKey: 'execution-1/do/0',
  attempt: 1,
  signal: new AbortController().signal,
};
const script = { code: 'console.log("hello")', arguments: [], environment: {} };

async function withCalls(env: Record<string, string>, work: (calls: ReturnType<typeof createCalls>) => Promise<void>) {
  const shutdown = new Shutdown(silentLogger);
  const egress = createEgress({ allow: [] });
  shutdown.add('egress', () => egress.close());
  await work(
    createCalls(fakeEffects({ definitions: {} }), egress, toProcessSettings(ProcessVariables.parse(env)), shutdown),
  );
  await shutdown.run();
}

describe('an installation with the defaults', () => {
  it('runs JavaScript, and neither containers nor Python', () =>
    withCalls({}, async ({ scripts, containers }) => {
      expect(await scripts!.run({ language: 'js', ...script }, context)).toMatchObject({ stdout: 'hello\n' });
      expect(scripts!.languages).not.toContain('python');
      expect(containers).toBeUndefined();
    }));

  it('starts no process as an MCP server, and reaches no private address over gRPC', () =>
    withCalls({}, async ({ mcp, grpc }) => {
      const transport = { kind: 'stdio', command: 'ls', arguments: [], environment: {} } as const;
      const list = { protocolVersion: '2025-06-18', method: 'tools/list', parameters: {}, transport, options: {} };
      await expect(mcp!.call(list, context)).rejects.toThrow('does not start "ls"');
      const proto = 'syntax = "proto3"; message M {} service S { rpc Do(M) returns (M); }';
      const call = { proto, service: 'S', method: 'Do', host: 'localhost', port: 1, arguments: {} };
      await expect(grpc!.call(call, context)).rejects.toMatchObject({ problem: { status: 403 } });
    }));
});

it('with Docker an installation has what the operator names an image for', () =>
  withCalls(
    {
      PARLEY_DOCKER_SOCKET: '/nonexistent.sock',
      PARLEY_PYTHON_IMAGE: 'python:3',
      PARLEY_CONTAINER_IMAGES: 'alpine, tools/*',
    },
    async ({ scripts, containers }) => {
      expect(scripts!.languages).toContain('python');
      await expect(containers!.run({ image: 'tools/x' }, context)).rejects.toThrow('Docker cannot be reached');
      await expect(containers!.run({ image: 'other' }, context)).rejects.toThrow('does not run the image');
      const shell = containers!.shell({ command: 'ls', arguments: [], environment: {} }, context);
      await expect(shell).rejects.toThrow('no shell commands');
    },
  ));

it('every setting stands in the reference', () => {
  const page = readFileSync(new URL('../../../docs/reference/calls.md', import.meta.url), 'utf8');
  expect(Object.keys(ProcessVariables.shape).filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
