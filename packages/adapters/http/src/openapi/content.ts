import type { JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { isJsonType, isTextType, parseMediaType } from '../calls/media-type.ts';
import type { Node } from './parse-text.ts';
import { escapeKey, type References } from './reference.ts';
import type { SchemaConverter } from './schema-converter.ts';

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const MAX_EXAMPLE_CHARACTERS = 8000;

/** A body in the media type that suits best. */
export interface Content {
  readonly mediaType: string;
  readonly schema: JsonSchema;
}

/** The best of several media types: JSON, then forms, then text, then whatever there is; `undefined` for none. */
export function readContent(
  content: unknown,
  pointer: string,
  references: References,
  converter: SchemaConverter,
): Content | undefined {
  const offers = Object.entries(isObject(content) ? content : {});
  const [best] = offers.sort(([a], [b]) => rank(a) - rank(b));
  if (!best) return undefined;
  const [name, offer] = best;
  const place = `${pointer}/${escapeKey(name)}`;
  const node = references.follow(offer, place)?.node ?? {};
  const { type } = parseMediaType(name);
  if (isAny(type) || isJsonType(type) || FORMS.includes(type)) {
    const schema = converter.convert(node.schema ?? {}, `${place}/schema`);
    return { mediaType: isAny(type) ? 'application/json' : name, schema: withExample(schema, node, references) };
  }
  return {
    mediaType: name,
    schema: isTextType(type) ? { type: 'string' } : { type: 'string', contentEncoding: 'base64' },
  };
}

const isAny = (type: string) => type === '*/*' || type === 'application/*' || type === '';

function rank(mediaType: string): number {
  const { type } = parseMediaType(mediaType);
  if (type === 'application/json') return 0;
  if (isJsonType(type)) return 1;
  if (isAny(type)) return 2;
  const form = FORMS.indexOf(type);
  if (form >= 0) return 3 + form;
  return isTextType(type) ? 5 : 6;
}

/** The example of a whole body beats what its parts would give. */
function withExample(schema: JsonSchema, node: Node, references: References): JsonSchema {
  const [named] = Object.values(isObject(node.examples) ? node.examples : {});
  const example = decoded(node.example ?? references.follow(named, '')?.node.value, schema);
  if (example === undefined || !isObject(schema)) return schema;
  return JSON.stringify(example).length > MAX_EXAMPLE_CHARACTERS ? schema : { ...schema, examples: [example] };
}

/** Some documents give the example of an object as its JSON text. */
function decoded(example: unknown, schema: JsonSchema): unknown {
  if (typeof example !== 'string' || !isObject(schema) || schema.type === 'string') return example;
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}
