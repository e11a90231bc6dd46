import { standardError } from '@parley/engine';
import protobuf from 'protobufjs';
import { jsonName, typeAt } from './proto-schema.ts';
import { defaultOf, isPackable, isScalar, readScalar, type Scalar } from './scalars.ts';
import { WELL_KNOWN } from './well-known.ts';

const MAX_DEPTH = 100;
const LENGTH_DELIMITED = 2;

/**
 * Decodes a message to JSON, by the JSON mapping of protocol buffers. Fields that were not sent have their default, but
 * for messages, `optional` fields and those of a `oneof`, which are left out. Raises a `communication` error for bytes
 * that are no such message.
 */
export function decodeMessage(type: protobuf.Type, bytes: Uint8Array): unknown {
  try {
    return readMessage(protobuf.Reader.create(bytes), type, bytes.byteLength, 0);
  } catch (error) {
    if (error instanceof RangeError || (error as Error).name === 'Error') {
      throw standardError('communication', `The answer is no ${type.name}: ${(error as Error).message}`);
    }
    throw error;
  }
}

function readMessage(reader: protobuf.Reader, type: protobuf.Type, end: number, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  const fields = new Map<protobuf.Field, unknown>();
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = type.fieldsById[tag >>> 3];
    if (field) readField(reader, field, tag & 7, fields, depth);
    else reader.skipType(tag & 7);
  }
  const known = WELL_KNOWN.get(type.fullName);
  const entries = type.fieldsArray.flatMap((field): [string, unknown][] => {
    const value = fields.has(field) ? finished(field, fields.get(field)) : defaultFor(field);
    return value === undefined ? [] : [[jsonName(field), value]];
  });
  const message = Object.fromEntries(entries);
  return known ? known.fromFields(message) : message;
}

const finished = (field: protobuf.Field, value: unknown) =>
  field instanceof protobuf.MapField ? Object.fromEntries(value as Map<string, unknown>) : value;

/** Undefined when the field is left out. */
function defaultFor(field: protobuf.Field): unknown {
  if (field.repeated) return [];
  if (field instanceof protobuf.MapField) return {};
  if (field.partOf) return undefined;
  if (isScalar(field.type)) return defaultOf(field.type);
  const type = typeAt(field.parent as protobuf.NamespaceBase, field.type);
  return type instanceof protobuf.Enum ? enumName(type, 0) : undefined;
}

function readField(
  reader: protobuf.Reader,
  field: protobuf.Field,
  wireType: number,
  fields: Map<protobuf.Field, unknown>,
  depth: number,
): void {
  if (field instanceof protobuf.MapField) {
    const entries = (fields.get(field) ?? new Map()) as Map<string, unknown>;
    readEntry(reader, field, entries, depth);
    fields.set(field, entries);
  } else if (!field.repeated) {
    fields.set(field, readValue(reader, field, depth));
  } else {
    const list = (fields.get(field) ?? []) as unknown[];
    if (wireType === LENGTH_DELIMITED && isPackedType(field)) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) list.push(readValue(reader, field, depth));
    } else list.push(readValue(reader, field, depth));
    fields.set(field, list);
  }
}

function isPackedType(field: protobuf.Field): boolean {
  if (isScalar(field.type)) return isPackable(field.type);
  return typeAt(field.parent as protobuf.NamespaceBase, field.type) instanceof protobuf.Enum;
}

function readEntry(
  reader: protobuf.Reader,
  field: protobuf.MapField,
  entries: Map<string, unknown>,
  depth: number,
): void {
  const end = reader.uint32() + reader.pos;
  let key: unknown;
  let value: unknown;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) key = readScalar(reader, field.keyType as Scalar);
    else if (tag >>> 3 === 2) value = readValue(reader, field, depth);
    else reader.skipType(tag & 7);
  }
  const own = String(key ?? defaultOf(field.keyType as Scalar));
  entries.set(own, value ?? (isScalar(field.type) ? defaultOf(field.type) : null));
}

function readValue(reader: protobuf.Reader, field: protobuf.FieldBase, depth: number): unknown {
  if (isScalar(field.type)) return readScalar(reader, field.type);
  const type = typeAt(field.parent as protobuf.NamespaceBase, field.type);
  if (type instanceof protobuf.Enum) return enumName(type, reader.int32());
  const length = reader.uint32();
  return readMessage(reader, type, reader.pos + length, depth + 1);
}

/** The name of a value, or its number when this version of the document does not know it. */
function enumName({ valuesById }: protobuf.Enum, value: number): string | number {
  return valuesById[value] ?? value;
}
