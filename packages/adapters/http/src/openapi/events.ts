import type { EventType, JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { readContent } from './content.ts';
import { firstSentence, humanised } from './names.ts';
import type { OperationReader } from './operation.ts';
import type { Node } from './parse-text.ts';
import { escapeKey } from './reference.ts';
import { SchemaConverter } from './schema-converter.ts';

const TYPE_PROPERTIES = ['type', 'event', 'eventType', 'event_type'];

/** The webhooks of a document (`webhooks` of OpenAPI 3.1, `x-webhooks` before) as event types. */
export function readEvents(document: Node, reader: OperationReader): EventType[] {
  const keyword = isObject(document.webhooks) ? 'webhooks' : 'x-webhooks';
  const webhooks = document[keyword];
  const events = new Map<string, EventType>();
  for (const [key, item] of Object.entries(isObject(webhooks) ? webhooks : {})) {
    const event = readEvent(key, item, `/${keyword}/${escapeKey(key)}`, reader);
    if (event && !events.has(event.type)) events.set(event.type, event);
  }
  return [...events.values()];
}

function readEvent(key: string, item: unknown, pointer: string, reader: OperationReader): EventType | undefined {
  const pathItem = reader.references.follow(item, pointer);
  const node = pathItem && (isObject(pathItem.node.post) ? pathItem.node.post : pathItem.node.put);
  if (!pathItem || !isObject(node)) return undefined;
  const converter = new SchemaConverter(reader.references, reader.diagnostics, 'output', reader.schemaBudget);
  const body = reader.references.follow(node.requestBody, `${pathItem.pointer}/post/requestBody`);
  const content = body && readContent(body.node.content, `${body.pointer}/content`, reader.references, converter);
  const { type = key, data } = openEnvelope(content?.schema ?? {});
  const description = typeof node.description === 'string' ? node.description.trim() : '';
  const { defs } = converter;
  return {
    type,
    connection: reader.connection,
    summary: typeof node.summary === 'string' ? node.summary : firstSentence(description) || humanised(type),
    description,
    data: defs && isObject(data) ? { ...data, $defs: defs } : data,
  };
}

/** Most webhooks wrap their data, `{ type, timestamp, data }`; what a workflow sees is the data. */
function openEnvelope(schema: JsonSchema): { type?: string; data: JsonSchema } {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const marker = TYPE_PROPERTIES.map((name) => properties[name]).find(isObject);
  const { data } = properties;
  if (!marker || data === undefined) return { data: schema };
  const only = marker.const ?? (Array.isArray(marker.enum) && marker.enum.length === 1 ? marker.enum[0] : undefined);
  return { ...(typeof only === 'string' && { type: only }), data: data as JsonSchema };
}
