import type { OperationParameter } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { Diagnostics } from './diagnostics.ts';
import type { Node } from './parse-text.ts';
import type { References } from './reference.ts';
import type { SchemaConverter } from './schema-converter.ts';

const PLACES = ['path', 'query', 'header', 'cookie'] as const;
type Place = (typeof PLACES)[number];

/** OpenAPI says that header parameters with these names have no effect; the others are the runtime's own. */
const OWN_HEADERS = new Set([
  'accept',
  'content-type',
  'authorization',
  'idempotency-key',
  'traceparent',
  'tracestate',
]);
const DEFAULT_STYLE = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const;

/** Where credentials travel, `query api_key`, as the document's security schemes say. */
export function credentialPlaces(references: References): ReadonlySet<string> {
  const schemes = references.at('#/components/securitySchemes');
  const places = Object.values(isObject(schemes) ? schemes : {}).flatMap((scheme) => {
    const node = references.follow(scheme, '/components/securitySchemes')?.node;
    return node?.type === 'apiKey' ? [placeOf(String(node.in), String(node.name))] : [];
  });
  return new Set(places);
}

const placeOf = (place: string, name: string) => `${place} ${place === 'header' ? name.toLowerCase() : name}`;

export interface ParameterReader {
  readonly references: References;
  readonly diagnostics: Diagnostics;
  readonly credentials: ReadonlySet<string>;
}

/**
 * An operation's parameters, its own before those of its path item, without credentials, idempotency keys and other
 * headers that the runtime sets. Every variable of the path has one, whether the document declares it or not.
 */
export function readParameters(
  lists: readonly (readonly [unknown, string])[],
  path: string,
  converter: SchemaConverter,
  reader: ParameterReader,
): OperationParameter[] {
  const found = new Map<string, OperationParameter>();
  const hidden = new Set<string>();
  for (const [list, pointer] of lists) {
    for (const [index, entry] of (Array.isArray(list) ? list : []).entries()) {
      const parameter = readParameter(entry, `${pointer}/${index}`, converter, reader, hidden);
      const key = parameter && placeOf(parameter.in, parameter.name);
      if (parameter && key !== undefined && !found.has(key)) found.set(key, parameter);
    }
  }
  const variables = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  for (const name of variables) {
    const key = placeOf('path', name);
    if (!found.has(key)) found.set(key, { name, in: 'path', required: true, schema: { type: 'string' } });
  }
  return [...found.values()].filter((parameter) => parameter.in !== 'path' || variables.includes(parameter.name));
}

function readParameter(
  entry: unknown,
  pointer: string,
  converter: SchemaConverter,
  { references, diagnostics, credentials }: ParameterReader,
  hidden: Set<string>,
): OperationParameter | undefined {
  const resolved = references.follow(entry, pointer);
  if (!resolved) return undefined;
  const { node } = resolved;
  const { name, in: place } = node;
  if (typeof name !== 'string' || name === '' || !PLACES.includes(place as Place)) {
    diagnostics.warn('invalid_parameter', 'A parameter needs a name and one of path, query, header, cookie.', pointer);
    return undefined;
  }
  const key = placeOf(place as Place, name);
  if (credentials.has(key) || isOwnHeader(node) || hidden.has(key)) {
    hidden.add(key);
    return undefined;
  }
  return {
    name,
    in: place as Place,
    required: place === 'path' || node.required === true,
    schema: withDescription(parameterSchema(node, resolved.pointer, converter), node),
    ...writingOf(node, place as Place),
  };
}

const isOwnHeader = (node: Node) =>
  node['x-idempotency-key'] === true || (node.in === 'header' && OWN_HEADERS.has(String(node.name).toLowerCase()));

function parameterSchema(node: Node, pointer: string, converter: SchemaConverter) {
  if (node.schema !== undefined) return converter.convert(node.schema, `${pointer}/schema`);
  const [mediaType, content] = Object.entries(isObject(node.content) ? node.content : {})[0] ?? [];
  const schema = isObject(content) ? content.schema : undefined;
  return converter.convert(schema ?? { type: 'string' }, `${pointer}/content/${mediaType}/schema`);
}

/** The parameter's own description says more than that of its type. */
function withDescription(schema: OperationParameter['schema'], node: Node): OperationParameter['schema'] {
  const { description, example } = node;
  if (!isObject(schema)) return schema;
  return {
    ...schema,
    ...(typeof description === 'string' && description !== '' && { description: description.slice(0, 1000) }),
    ...(example !== undefined && schema.examples === undefined && { examples: [example] }),
  };
}

/** How lists and objects are written, when it is not the place's usual way. */
function writingOf(node: Node, place: Place): { style?: string; explode?: boolean } {
  const style = typeof node.style === 'string' ? node.style : DEFAULT_STYLE[place];
  const explode = typeof node.explode === 'boolean' ? node.explode : style === 'form';
  return {
    ...(style !== DEFAULT_STYLE[place] && { style }),
    ...(explode !== (DEFAULT_STYLE[place] === 'form') && { explode }),
  };
}
