import type { BuiltinFunction, Catalog, EventType, JsonSchema, Operation } from '../../catalog.ts';

/**
 * A schema in short. A text: `string`, `integer`, `number`, `boolean`, `any`, a format (`date`, `uuid`, `email` ...) or a
 * closed list `a|b|c`; a list of one: its items; an object: its properties, optional where the key ends in `?`. A text
 * that ends in `?` can also be null.
 */
export type Short = string | readonly [Short] | { readonly [name: string]: Short };

const FORMATS = new Set(['date', 'date-time', 'time', 'duration', 'uuid', 'email', 'uri']);
const KINDS = new Set(['string', 'integer', 'number', 'boolean']);

/** The JSON Schema of a shorthand, as an OpenAPI document would have it: objects stay open. */
function schemaOf(short: Short): JsonSchema {
  if (typeof short === 'string') return scalarOf(short);
  if (Array.isArray(short)) return { type: 'array', items: schemaOf(short[0] as Short) };
  const entries = Object.entries(short as { readonly [name: string]: Short });
  const properties = entries.map(([key, value]) => [key.replace(/\?$/, ''), schemaOf(value)] as const);
  const required = entries.filter(([key]) => !key.endsWith('?')).map(([key]) => key);
  return { type: 'object', properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}

function scalarOf(short: string): JsonSchema {
  const nullable = short.endsWith('?');
  const name = nullable ? short.slice(0, -1) : short;
  if (name === 'any') return {};
  if (name.includes('|'))
    return {
      type: 'string',
      enum: [...name.split('|'), ...(nullable ? [null] : [])],
      ...(nullable && { type: ['string', 'null'] }),
    };
  const type = KINDS.has(name) ? name : 'string';
  return { type: nullable ? [type, 'null'] : type, ...(FORMATS.has(name) && { format: name }) };
}

/** An operation in short: `POST /orders/{orderId}/lines`, its arguments and what it gives. */
export interface ShortOperation {
  readonly route: string;
  readonly args?: { readonly [name: string]: Short };
  readonly gives?: Short;
}

export interface ShortCatalog {
  readonly operations: { readonly [id: string]: ShortOperation };
  readonly events?: { readonly [type: string]: Short };
}

const documentUrl = (connection: string): string => `https://${connection}.example.com/openapi.json`;

/** A catalog, with the functions of the runtime. */
export function catalogOf({ operations, events = {} }: ShortCatalog): Catalog {
  return {
    operations: Object.entries(operations).map(([id, operation]) => operationOf(id, operation)),
    events: Object.entries(events).map(([type, data]) => eventOf(type, data)),
    functions: BUILTINS,
  };
}

function eventOf(type: string, data: Short): EventType {
  return { type, connection: type.split('.')[0]!, summary: '', description: '', data: schemaOf(data) };
}

function operationOf(id: string, { route, args = {}, gives = 'any' }: ShortOperation): Operation {
  const [connection = '', name = ''] = id.split('.');
  const [method = 'GET', path = '/'] = route.split(' ');
  const input = schemaOf(args) as { properties: Record<string, JsonSchema>; required?: string[] };
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!));
  const names = Object.keys(input.properties);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const bodyNames = names.filter((each) => hasBody && !inPath.has(each));
  const isRequired = (each: string): boolean => input.required?.includes(each) ?? false;
  return {
    id,
    connection,
    name,
    kind: 'openapi',
    documentUrl: documentUrl(connection),
    method,
    path,
    summary: '',
    description: '',
    tags: [],
    parameters: names
      .filter((each) => !bodyNames.includes(each))
      .map((each) => ({
        name: each,
        in: inPath.has(each) ? 'path' : 'query',
        required: isRequired(each),
        schema: input.properties[each]!,
      })),
    ...(bodyNames.length > 0 && {
      body: {
        required: true,
        mediaType: 'application/json',
        schema: {
          type: 'object',
          properties: Object.fromEntries(bodyNames.map((each) => [each, input.properties[each]!])),
          required: bodyNames.filter(isRequired),
        },
      },
    }),
    input,
    output: schemaOf(gives),
    errors: [],
  };
}

const BUILTINS: readonly BuiltinFunction[] = [
  {
    call: 'approve:1@default',
    summary: 'Asks a person to decide',
    input: schemaOf({
      title: 'string',
      'description?': 'string',
      assignee: 'string',
      'subject?': 'any',
      'deadline?': 'duration',
    }),
    output: schemaOf({ approved: 'boolean', 'by?': 'string', 'comment?': 'string' }),
  },
  {
    call: 'notify:1@default',
    summary: 'Tells somebody something',
    input: schemaOf({ to: 'string', 'channel?': 'email|sms|chat', 'subject?': 'string', message: 'string' }),
    output: schemaOf({ delivered: 'boolean' }),
  },
];

/** A definition with its catalog. */
export interface TypedDefinition {
  readonly name: string;
  readonly catalog: Catalog;
  readonly text: string;
}

/** A definition in YAML: its tasks, with the functions that they call and the head around them. */
export function define(name: string, catalog: Catalog, body: string): TypedDefinition {
  const called = new Set([...body.matchAll(/call: (\w+)$/gm)].map((match) => match[1]!));
  const functions = catalog.operations.filter((operation) => called.has(operation.name));
  const uses = functions.map(
    (operation) => `    ${operation.name}:
      call: openapi
      with:
        document:
          endpoint: ${operation.documentUrl}
        operationId: ${operation.name}
        parameters: \${ . }
`,
  );
  const secrets = [...new Set([...body.matchAll(/\$secrets\.(\w+)/g)].map((match) => `    - ${match[1]}\n`))];
  const use =
    (secrets.length > 0 ? `  secrets:\n${secrets.join('')}` : '') +
    (uses.length > 0 ? `  functions:\n${uses.join('')}` : '');
  const text = `document:
  dsl: 1.0.3
  namespace: examples
  name: ${name}
  version: 1.0.0
${use && `use:\n${use}`}${quoted(body.replace(/^\n/, ''))}`;
  return { name, catalog, text };
}

/** Puts the expressions in quotes that YAML would not read as one text. */
function quoted(body: string): string {
  return body.replaceAll(
    /(: )(\$\{.*: .*\})$/gm,
    (_, before: string, text: string) => `${before}'${text.replaceAll("'", "''")}'`,
  );
}
