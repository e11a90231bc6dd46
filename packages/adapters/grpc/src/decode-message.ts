import { isWorkflowError, standardError } from '@parley/engine';
import protobuf from 'protobufjs';
import { jsonFields, typeAt } from './proto-schema.ts';
import { defaultOf, isPackable, isScalar, readScalar, type Scalar } from './scalars.ts';
import { WELL_KNOWN } from './well-known.ts';

const MAX_DEPTH = 100;
const LENGTH_DELIMITED = 2;
/** Two bytes can stand for a message with a thousand defaults. */
const MAX_VALUES = 1_000_000;

/** Counts the values that an answer becomes. */
class Budget {
  #left = MAX_VALUES;

  spend(values: number): void {
    this.#left -= values;
    if (this.#left < 0) {
      throw standardError('communication', `The answer has more than ${MAX_VALUES} values, those left out counted`);
    }
  }
}

/**
 * Decodes a message to JSON, by the JSON mapping of protocol buffers. Fields that were not sent have their default, but
 * for messages, `optional` fields and those of a `oneof`, which are left out. Raises a `communication` error for bytes
 * that are no such message.
 */
export function decodeMessage(type: protobuf.Type, bytes: Uint8Array): unknown {
  try {
    return readMessage({ reader: protobuf.Reader.create(bytes), budget: new Budget() }, type, bytes.byteLength, 0);
  } catch (error) {
    if (isWorkflowError(error)) throw error;
    throw standardError('communication', `The answer is no ${type.name}: ${(error as Error).message}`);
  }
}

interface Source {
  readonly reader: protobuf.Reader;
  readonly budget: Budget;
}

function readMessage(source: Source, type: protobuf.Type, end: number, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  const { reader, budget } = source;
  const places = placesOf(type);
  budget.spend(1 + places.length);
  const fields = new Map<protobuf.Field, unknown>();
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = type.fieldsById[tag >>> 3];
    if (field) readField(source, field, tag & 7, fields, depth);
    else reader.skipType(tag & 7);
  }
  const known = WELL_KNOWN.get(type.fullName);
  const entries: [string, unknown][] = [];
  for (const { name, field, absent } of places) {
    const value = fields.has(field) ? finished(field, fields.get(field)) : absent();
    if (value !== undefined) entries.push([name, value]);
  }
  const message = Object.fromEntries(entries);
  return known ? known.fromFields(message) : message;
}

const finished = (field: protobuf.Field, value: unknown) =>
  field instanceof protobuf.MapField ? Object.fromEntries(value as Map<string, unknown>) : value;

interface Place {
  readonly name: string;
  readonly field: protobuf.Field;
  /** What stands there when nothing was sent; undefined for a field that is left out. */
  readonly absent: () => unknown;
}

const placesOfTypes = new WeakMap<protobuf.Type, readonly Place[]>();

function placesOf(type: protobuf.Type): readonly Place[] {
  const known = placesOfTypes.get(type);
  if (known) return known;
  const places = [...jsonFields(type)].map(([name, field]) => ({ name, field, absent: absentOf(field) }));
  placesOfTypes.set(type, places);
  return places;
}

function absentOf(field: protobuf.Field): () => unknown {
  if (field.repeated) return () => [];
  if (field instanceof protobuf.MapField) return () => ({});
  const value = field.partOf ? undefined : defaultFor(field);
  return () => value;
}

function defaultFor(field: protobuf.Field): unknown {
  if (isScalar(field.type)) return defaultOf(field.type);
  const type = typeAt(field.parent as protobuf.NamespaceBase, field.type);
  return type instanceof protobuf.Enum ? enumName(type, 0) : undefined;
}

function readField(
  source: Source,
  field: protobuf.Field,
  wireType: number,
  fields: Map<protobuf.Field, unknown>,
  depth: number,
): void {
  const { reader, budget } = source;
  if (field instanceof protobuf.MapField) {
    const entries = (fields.get(field) ?? new Map()) as Map<string, unknown>;
    readEntry(source, field, entries, depth);
    fields.set(field, entries);
  } else if (!field.repeated) {
    fields.set(field, readValue(source, field, depth));
  } else {
    const list = (fields.get(field) ?? []) as unknown[];
    if (wireType === LENGTH_DELIMITED && isPackedType(field)) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) {
        budget.spend(1);
        list.push(readValue(source, field, depth));
      }
    } else {
      budget.spend(1);
      list.push(readValue(source, field, depth));
    }
    fields.set(field, list);
  }
}

function isPackedType(field: protobuf.Field): boolean {
  if (isScalar(field.type)) return isPackable(field.type);
  return typeAt(field.parent as protobuf.NamespaceBase, field.type) instanceof protobuf.Enum;
}

function readEntry(source: Source, field: protobuf.MapField, entries: Map<string, unknown>, depth: number): void {
  const { reader, budget } = source;
  budget.spend(1);
  const end = reader.uint32() + reader.pos;
  let key: unknown;
  let value: unknown;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) key = readScalar(reader, field.keyType as Scalar);
    else if (tag >>> 3 === 2) value = readValue(source, field, depth);
    else reader.skipType(tag & 7);
  }
  const own = String(key ?? defaultOf(field.keyType as Scalar));
  entries.set(own, value ?? (isScalar(field.type) ? defaultOf(field.type) : null));
}

function readValue(source: Source, field: protobuf.FieldBase, depth: number): unknown {
  const { reader } = source;
  if (isScalar(field.type)) return readScalar(reader, field.type);
  const type = typeAt(field.parent as protobuf.NamespaceBase, field.type);
  if (type instanceof protobuf.Enum) return enumName(type, reader.int32());
  const length = reader.uint32();
  return readMessage(source, type, reader.pos + length, depth + 1);
}

/** The name of a value, or its number when this version of the document does not know it. */
function enumName({ valuesById }: protobuf.Enum, value: number): string | number {
  return valuesById[value] ?? value;
}
