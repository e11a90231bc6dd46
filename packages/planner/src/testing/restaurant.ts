import { readFileSync } from 'node:fs';
import type { BuiltinFunction, Catalog, EventType, JsonSchema, Operation, OperationParameter } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { parse } from 'yaml';
import type { TenantFacts } from '../conversation.ts';

type Node = Readonly<Record<string, unknown>>;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const node = (value: unknown): Node => (isObject(value) ? value : {});

/** Just enough of an OpenAPI import for the planner's tests, over the example's own documents. */
function operationsOf(connection: string, document: Node): Operation[] {
  const found: Operation[] = [];
  for (const [path, item] of Object.entries(node(document.paths))) {
    for (const method of METHODS) {
      if (!isObject(node(item)[method])) continue;
      found.push(
        operationOf(connection, document, path, method, node(node(item)[method]), list(node(item).parameters)),
      );
    }
  }
  return found;
}

function operationOf(
  connection: string,
  document: Node,
  path: string,
  method: string,
  operation: Node,
  shared: readonly unknown[],
): Operation {
  const parameters = [...shared, ...list(operation.parameters)].map((entry) =>
    parameterOf(deref(document, entry), document),
  );
  const body = node(operation.requestBody);
  const bodySchema = jsonSchema(body, document);
  const name = String(operation.operationId);
  return {
    id: `${connection}.${name}`,
    connection,
    name,
    kind: 'openapi',
    documentUrl: `https://${connection}.example/openapi.yaml`,
    method: method.toUpperCase(),
    path,
    summary: String(operation.summary ?? ''),
    description: String(operation.description ?? ''),
    tags: list(operation.tags).map(String),
    parameters,
    ...(bodySchema === undefined
      ? {}
      : {
          body: { required: body.required === true, mediaType: 'application/json', schema: bodySchema as JsonSchema },
        }),
    input: {
      type: 'object',
      properties: {
        ...Object.fromEntries(parameters.map((each) => [each.name, each.schema])),
        ...node(node(bodySchema).properties),
      },
      required: [
        ...parameters.filter((each) => each.required).map((each) => each.name),
        ...(body.required === true ? list(node(bodySchema).required) : []),
      ],
      $defs: definitions(document),
    },
    output: successOf(operation, document),
    errors: [],
  };
}

function parameterOf(parameter: Node, document: Node): OperationParameter {
  return {
    name: String(parameter.name),
    in: parameter.in as OperationParameter['in'],
    required: parameter.required === true,
    schema: rewritten(parameter.schema, document) as JsonSchema,
  };
}

function successOf(operation: Node, document: Node): JsonSchema {
  const response = Object.entries(node(operation.responses)).find(([status]) => status.startsWith('2'))?.[1];
  const schema = jsonSchema(deref(document, response), document);
  return isObject(schema) ? { ...schema, $defs: definitions(document) } : {};
}

function jsonSchema(holder: Node, document: Node): unknown {
  const schema = node(node(holder.content)['application/json']).schema;
  return schema === undefined ? undefined : node(rewritten(deref(document, schema), document));
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function deref(document: Node, value: unknown): Node {
  const reference = node(value).$ref;
  if (typeof reference !== 'string') return node(value);
  return reference
    .slice(2)
    .split('/')
    .reduce<Node>((current, key) => node(current[key]), document);
}

function rewritten(value: unknown, _document: Node): unknown {
  return JSON.parse(JSON.stringify(value ?? {}).replaceAll('#/components/schemas/', '#/$defs/')) as unknown;
}

const definitionsCache = new WeakMap<Node, unknown>();
function definitions(document: Node): unknown {
  const known = definitionsCache.get(document) ?? rewritten(node(document.components).schemas, document);
  definitionsCache.set(document, known);
  return known;
}

function eventsOf(connection: string, document: Node): EventType[] {
  return Object.entries(node(document.webhooks)).map(([type, hook]) => {
    const post = node(node(hook).post);
    const envelope = node(jsonSchema(node(post.requestBody), document));
    const data = node(envelope.properties).data;
    return {
      type,
      connection,
      summary: String(post.summary ?? ''),
      description: String(post.description ?? ''),
      data: { ...deref({ $defs: definitions(document) }, data), $defs: definitions(document) },
    };
  });
}

const text = { type: 'string' };

/** The runtime's functions as an installation describes them. */
const FUNCTIONS: readonly BuiltinFunction[] = [
  {
    call: 'approve:1@default',
    summary: 'Asks a person or a role to decide and waits for the answer',
    input: {
      type: 'object',
      properties: { title: text, description: text, assignee: text, subject: {}, deadline: text },
      required: ['title', 'assignee'],
    },
    output: {
      type: 'object',
      properties: { approved: { type: 'boolean' }, by: text, comment: text },
      required: ['approved'],
    },
  },
  {
    call: 'notify:1@default',
    summary: 'Tells somebody something',
    input: {
      type: 'object',
      properties: { to: text, channel: text, subject: text, message: text },
      required: ['to', 'message'],
    },
    output: { type: 'object', properties: { delivered: { type: 'boolean' } }, required: ['delivered'] },
  },
];

let catalog: Catalog | undefined;

/** The example restaurant's five systems. */
export function restaurant(): Catalog {
  catalog ??= loadRestaurant();
  return catalog;
}

function loadRestaurant(): Catalog {
  const names = ['kitchen', 'inventory', 'pos', 'staff', 'delivery'];
  const documents = names.map((name) => {
    const file = new URL(`../../../../examples/restaurant/apis/${name}.yaml`, import.meta.url);
    return [name, parse(readFileSync(file, 'utf8')) as Node] as const;
  });
  return {
    operations: documents.flatMap(([name, document]) => operationsOf(name, document)),
    events: documents.flatMap(([name, document]) => eventsOf(name, document)),
    functions: FUNCTIONS,
  };
}

export const TENANT: TenantFacts = {
  timeZone: 'Europe/Berlin',
  roles: ['manager', 'buyer', 'shift lead', 'owner'],
  channels: ['email', 'sms', 'slack'],
  now: '2026-03-02T12:00:00Z',
};
