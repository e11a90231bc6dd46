import type { JsonSchema, Operation, OperationParameter } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { readContent } from './content.ts';
import { firstSentence, humanised } from './names.ts';
import { objectShape } from './object-shape.ts';
import { type ParameterReader, readParameters } from './parameters.ts';
import type { Node } from './parse-text.ts';
import { SchemaConverter } from './schema-converter.ts';

/** One operation of a document, found but not read yet. */
export interface FoundOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly pointer: string;
  readonly node: Node;
  readonly pathItem: Node;
  readonly pathPointer: string;
}

export interface OperationReader extends ParameterReader {
  readonly connection: string;
  readonly documentUrl: string;
  /** How many nodes the schemas of an operation's input and of its output may have each. */
  readonly schemaBudget: number;
}

const MAX_DESCRIPTION = 2000;

/** Reads one operation into the catalog's form. */
export function readOperation(found: FoundOperation, reader: OperationReader): Operation {
  const { name, node } = found;
  const input = new SchemaConverter(reader.references, reader.diagnostics, 'input', reader.schemaBudget);
  const lists = [
    [node.parameters, `${found.pointer}/parameters`],
    [found.pathItem.parameters, `${found.pathPointer}/parameters`],
  ] as const;
  const parameters = readParameters(lists, found.path, input, reader);
  const body = readBody(found, input, reader);
  const description = typeof node.description === 'string' ? node.description.trim() : '';
  const summary = typeof node.summary === 'string' && node.summary.trim() !== '' ? node.summary.trim() : undefined;
  const deprecation = node.deprecated === true ? 'Deprecated. ' : '';
  return {
    id: `${reader.connection}.${name}`,
    connection: reader.connection,
    name,
    kind: 'openapi',
    documentUrl: reader.documentUrl,
    method: found.method.toUpperCase(),
    path: found.path,
    summary: summary ?? (firstSentence(description) || humanised(name)),
    description: (deprecation + description).slice(0, MAX_DESCRIPTION),
    tags: (Array.isArray(node.tags) ? node.tags : []).filter((tag): tag is string => typeof tag === 'string'),
    parameters,
    ...(body && { body }),
    input: withDefs(flatInput(parameters, body), input),
    ...readResponses(found, reader),
  };
}

/** An object body has its properties at hand, whatever `allOf` and `oneOf` it is made of. */
function readBody(found: FoundOperation, converter: SchemaConverter, reader: OperationReader): Operation['body'] {
  const pointer = `${found.pointer}/requestBody`;
  const resolved = reader.references.follow(found.node.requestBody, pointer);
  if (!resolved) return undefined;
  const content = readContent(resolved.node.content, `${resolved.pointer}/content`, reader.references, converter);
  if (!content) return undefined;
  const shape = objectShape(content.schema);
  const { title, description, examples } = content.schema as Record<string, unknown>;
  const texts = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
  const schema = shape
    ? { type: 'object', ...texts, ...shape, ...(examples !== undefined && { examples }) }
    : content.schema;
  return { required: resolved.node.required === true, mediaType: content.mediaType, schema };
}

/** The flat map of arguments: parameters by name, properties of an object body beside them, else `body`. */
function flatInput(parameters: readonly OperationParameter[], body: Operation['body']): Record<string, unknown> {
  const properties = new Map<string, JsonSchema>();
  const required = new Set<string>();
  for (const parameter of parameters) {
    if (!properties.has(parameter.name)) properties.set(parameter.name, parameter.schema);
    if (parameter.required) required.add(parameter.name);
  }
  if (body) addBody(body, properties, required);
  const isOpen = body !== undefined && isOpenObject(body.schema);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.size > 0 && { required: [...required] }),
    ...(!isOpen && { additionalProperties: false }),
  };
}

function addBody(
  body: NonNullable<Operation['body']>,
  properties: Map<string, JsonSchema>,
  required: Set<string>,
): void {
  const shape = objectShape(body.schema);
  const isHidden = shape && Object.keys(shape.properties).some((name) => properties.has(name));
  if (!shape || isHidden) {
    properties.set('body', body.schema);
    if (body.required) required.add('body');
    return;
  }
  for (const [name, schema] of Object.entries(shape.properties)) properties.set(name, schema);
  if (body.required) for (const name of shape.required) required.add(name);
}

/** True for an object body that takes properties it does not name. */
function isOpenObject(schema: JsonSchema): boolean {
  const shape = objectShape(schema);
  if (!shape) return false;
  const { additionalProperties, properties } = shape;
  if (additionalProperties === undefined) return Object.keys(properties).length === 0;
  return additionalProperties !== false;
}

function readResponses(found: FoundOperation, reader: OperationReader): Pick<Operation, 'output' | 'errors'> {
  const responses = Object.entries(isObject(found.node.responses) ? found.node.responses : {});
  const converter = new SchemaConverter(reader.references, reader.diagnostics, 'output', reader.schemaBudget);
  const pointerOf = (status: string) => `${found.pointer}/responses/${status}`;
  const errors = responses.flatMap(([status, response]) => {
    const code = Number(status.replace(/x/gi, '0'));
    if (!(code >= 400 && code < 600)) return [];
    const { description } = reader.references.follow(response, pointerOf(status))?.node ?? {};
    return [{ status: code, summary: firstSentence(typeof description === 'string' ? description : '') }];
  });
  const success =
    responses.filter(([status]) => /^2/.test(status)).sort(([a], [b]) => a.localeCompare(b))[0] ??
    responses.find(([status]) => status === 'default');
  if (!success) return { output: {}, errors };
  const [status, response] = success;
  const resolved = reader.references.follow(response, pointerOf(status));
  const content =
    resolved && readContent(resolved.node.content, `${resolved.pointer}/content`, reader.references, converter);
  const nothing: JsonSchema = status === '204' ? { type: 'null' } : {};
  return { output: withDefs(content?.schema ?? nothing, converter), errors };
}

function withDefs(schema: JsonSchema, converter: SchemaConverter): JsonSchema {
  const { defs } = converter;
  return defs && isObject(schema) ? { ...schema, $defs: defs } : schema;
}
