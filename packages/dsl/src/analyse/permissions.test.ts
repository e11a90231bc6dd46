import { describe, expect, it } from 'vitest';
import { type Catalog, parseWorkflow, permissionsNeeded, type TaskList, type Workflow } from '../index.ts';
import { hostOf } from './hosts.ts';

const define = (tasks: unknown[], more: Partial<Workflow> = {}): Workflow => ({
  document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' },
  ...more,
  do: tasks as TaskList,
});

const names = (workflow: Workflow, catalog?: Catalog): string[] =>
  permissionsNeeded(workflow, catalog).map(({ kind, name }) => `${kind} ${name}`);

const openapi = {
  call: 'openapi',
  with: { document: { endpoint: 'https://k.example.com/api.json' }, operationId: 'get' },
};

describe('hostOf', () => {
  it.each([
    ['https://a.example.com/x', 'a.example.com'],
    ['http://User:pw@A.example.com:8080/x', 'a.example.com:8080'],
    ['https://a.example.com/{id}', 'a.example.com'],
    ['https://{host}/x', '*'],
    ['https://a.{region}.example.com/x', '*'],
    ['/relative', ''],
    ['${ .address }', '*'],
    ['${ "https://a.example.com/\\(.id)" }', 'a.example.com'],
    ['${ "https://a.example.com" }', 'a.example.com'],
    ['${ "https://a.example.com" + .path }', '*'],
    ['${ "https://a.example.com\\(.rest)/" }', '*'],
  ])('of %s is %j', (endpoint, host) => {
    expect(hostOf(endpoint)).toBe(host);
  });
});

describe('permissionsNeeded', () => {
  it('finds what functions and tasks inside others need, once each with all places', () => {
    const workflow = define(
      [
        { a: { call: 'f' } },
        {
          b: { try: [{ c: { call: 'f' } }], catch: { do: [{ d: { emit: { event: { with: { type: 'failed' } } } } }] } },
        },
        {
          e: { listen: { to: { any: [{ with: { type: 'x' } }], until: { one: { with: { source: 'https://s' } } } } } },
        },
      ],
      { use: { functions: { f: openapi as never }, secrets: ['key'] } },
    );
    expect(permissionsNeeded(workflow)).toEqual([
      { kind: 'event_received', name: '*', places: ['/do/2/e/listen/to/until/one'] },
      { kind: 'event_received', name: 'x', places: ['/do/2/e/listen/to/any/0'] },
      { kind: 'event_sent', name: 'failed', places: ['/do/1/b/catch/do/0/d'] },
      { kind: 'host', name: 'k.example.com', places: ['/use/functions/f/with/document/endpoint'] },
      {
        kind: 'operation',
        name: 'https://k.example.com/api.json#get',
        places: ['/use/functions/f/with/operationId'],
      },
      { kind: 'secret', name: 'key', places: ['/use/secrets/0'] },
    ]);
  });
  it('names operations after their connection, which brings its own host', () => {
    const operation = { id: 'kitchen.get', name: 'get', documentUrl: 'https://k.example.com/api.json' };
    const catalog = { operations: [operation], events: [], functions: [] } as unknown as Catalog;
    expect(names(define([{ a: openapi }]), catalog)).toEqual(['operation kitchen.get']);
  });
  it('knows every protocol', () => {
    const text = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
use:
  authentications:
    login: { oauth2: { authority: 'https://login.example.com', grant: client_credentials } }
  catalogs:
    shared: { endpoint: https://catalog.example.com }
do:
  - rpc: { call: grpc, with: { proto: { endpoint: file:///a.proto }, service: { name: Pets, host: grpc.example.com, port: 5 }, method: Get } }
  - queue: { call: asyncapi, with: { document: { endpoint: https://async.example.com/a.json }, operation: send, message: { payload: {} } } }
  - agent: { call: a2a, with: { server: https://agent.example.com, method: tasks/list } }
  - tool: { call: mcp, with: { method: tools/list, transport: { stdio: { command: npx } } } }
  - tool2: { call: mcp, with: { method: tools/list, transport: { http: { endpoint: { uri: https://mcp.example.com, authentication: { use: login } } } } } }
  - remote: { call: "https://functions.example.com/f/1.0.0/function.yaml" }
  - fromCatalog: { call: "f:1.0.0@shared" }
  - script: { run: { script: { language: js, code: x } } }
  - shell: { run: { shell: { command: ls } } }
`;
    expect(names(parseWorkflow(text).workflow!)).toEqual([
      'function f:1.0.0@shared',
      'function https://functions.example.com/f/1.0.0/function.yaml',
      'host agent.example.com',
      'host async.example.com',
      'host catalog.example.com',
      'host functions.example.com',
      'host grpc.example.com:5',
      'host login.example.com',
      'host mcp.example.com',
      'operation Pets/Get',
      'operation send',
      'process npx',
      'process script js',
      'process shell',
    ]);
  });
});
