import { joinSlots } from './join.ts';
import { isRecord, type Keywords } from './schema-references.ts';
import {
  type ArrayShape,
  MAX_TUPLE,
  neverType,
  normalArray,
  normalObject,
  type ObjectShape,
  type Property,
  type Slot,
  unknownType,
} from './type.ts';

/** What reads the subschemas of a shape. */
export interface SubschemaReader {
  /** Mark of properties that may be absent although they are required. */
  readonly optionalMark: string;
  slot(schema: unknown, depth: number): Slot;
}

/** The array part of a schema: undefined without a keyword about items, empty if no array fits. */
export function arrayShapeOf(schema: Keywords, reader: SubschemaReader, depth: number): ArrayShape[] | undefined {
  const { positional, others } = itemSchemas(schema);
  const min = sizeOf(schema.minItems) ?? 0;
  const max = sizeOf(schema.maxItems) ?? Number.POSITIVE_INFINITY;
  if (min > max) return [];
  let rest = others === undefined ? unknownType : reader.slot(others, depth);
  const prefix = positional.slice(0, max).map((item) => reader.slot(item, depth));
  for (const extra of prefix.splice(MAX_TUPLE)) rest = joinSlots(rest, extra);
  if (max <= MAX_TUPLE) {
    while (prefix.length < max) prefix.push(rest);
    rest = neverType;
  }
  if (prefix.length === 0 && min === 0 && rest === unknownType) return undefined;
  const shape = normalArray({ prefix, rest, min });
  return shape === undefined ? [] : [shape];
}

/** The schemas by position and the one of all other items; before 2020-12 `items` could be the list. */
function itemSchemas({ items, prefixItems, additionalItems }: Keywords): { positional: unknown[]; others: unknown } {
  if (Array.isArray(items)) return { positional: items, others: additionalItems };
  return { positional: Array.isArray(prefixItems) ? prefixItems : [], others: items };
}

const sizeOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 ? Math.ceil(value) : undefined;

/** The object part of a schema: undefined without a keyword about properties, empty if no object fits. */
export function objectShapeOf(schema: Keywords, reader: SubschemaReader, depth: number): ObjectShape[] | undefined {
  const { additionalProperties } = schema;
  const listed = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  const patterns = isRecord(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
  const needed = requiredNames(schema);
  const isSilent = additionalProperties === undefined && patterns.length === 0;
  let additional = additionalProperties === undefined ? unknownType : reader.slot(additionalProperties, depth);
  for (const pattern of patterns) additional = joinSlots(additional, reader.slot(pattern, depth));
  const known = new Map<string, Property>();
  for (const [name, property] of listed) known.set(name, propertyOf(property, needed.has(name), reader, depth));
  for (const name of needed) {
    if (!known.has(name)) known.set(name, { type: additional, required: true, doc: undefined });
  }
  if (known.size === 0 && additional === unknownType) return undefined;
  const implicit = isSilent && listed.length > 0;
  const shape = normalObject({ name: undefined, properties: known, additional, implicit });
  return shape === undefined ? [] : [shape];
}

function requiredNames({ required }: Keywords): Set<string> {
  return new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []);
}

function propertyOf(schema: unknown, needed: boolean, reader: SubschemaReader, depth: number): Property {
  const type = reader.slot(schema, depth);
  if (!isRecord(schema)) return { type, required: needed, doc: undefined };
  const doc = typeof schema.description === 'string' ? schema.description : undefined;
  return { type, required: needed && schema[reader.optionalMark] !== true, doc };
}
