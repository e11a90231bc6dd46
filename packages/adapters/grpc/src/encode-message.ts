import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';
import protobuf from 'protobufjs';
import { jsonFields, typeAt } from './proto-schema.ts';
import { isPackable, isScalar, type Scalar, wireTypeOf, writeScalar } from './scalars.ts';
import { WELL_KNOWN } from './well-known.ts';

const MAX_DEPTH = 100;
const LENGTH_DELIMITED = 2;

/**
 * Encodes a JSON value as a message, by the JSON mapping of protocol buffers. Properties are fields by their name in the
 * document or in JSON; null is left out. Raises a `validation` error that names the path of what does not fit.
 */
export function encodeMessage(type: protobuf.Type, value: unknown): Buffer {
  const writer = protobuf.Writer.create();
  writeMessage(writer, type, value, type.name, 0);
  return Buffer.from(writer.finish());
}

function writeMessage(writer: protobuf.Writer, type: protobuf.Type, value: unknown, path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw standardError('validation', `${path} is nested too deeply`);
  const known = WELL_KNOWN.get(type.fullName);
  const given = known ? known.toFields(value, path) : value;
  if (!isObject(given)) throw standardError('validation', `${path} has to be an object`);
  const seen = new Set<protobuf.OneOf>();
  for (const [name, item] of Object.entries(given)) {
    const field = fieldOf(type, name);
    const place = `${path}.${name}`;
    if (!field) throw standardError('validation', `${path} has no field "${name}"; it has ${names(type)}`);
    if (item === undefined || (item === null && !takesNull(field))) continue;
    claimOneOf(field, seen, path);
    writeField(writer, field, item, place, depth);
  }
}

/** Refuses a second field of the same `oneof`. */
function claimOneOf(field: protobuf.Field, seen: Set<protobuf.OneOf>, path: string): void {
  if (!field.partOf || isOptional(field)) return;
  if (seen.has(field.partOf)) throw standardError('validation', `${path} can have one of ${field.partOf.name} only`);
  seen.add(field.partOf);
}

const isOptional = (field: protobuf.Field) => field.options?.proto3_optional === true;
const takesNull = (field: protobuf.Field) => /^\.?(google\.protobuf\.)?Value$/.test(field.type);
const names = (type: protobuf.Type) => [...jsonFields(type).keys()].slice(0, 20).join(', ') || 'none';

function fieldOf(type: protobuf.Type, name: string): protobuf.Field | undefined {
  if (Object.hasOwn(type.fields, name)) return type.fields[name];
  return jsonFields(type).get(name);
}

function writeField(writer: protobuf.Writer, field: protobuf.Field, item: unknown, path: string, depth: number): void {
  if (field instanceof protobuf.MapField) {
    writeMap(writer, field, item, path, depth);
  } else if (field.repeated) {
    writeList(writer, field, item, path, depth);
  } else {
    writeTagged(writer, field, field.id, item, path, depth);
  }
}

function writeList(writer: protobuf.Writer, field: protobuf.Field, item: unknown, path: string, depth: number): void {
  if (!Array.isArray(item)) throw standardError('validation', `${path} has to be a list`);
  if (item.length === 0) return;
  if (!isScalar(field.type) || !isPackable(field.type)) {
    for (const [index, each] of item.entries()) writeTagged(writer, field, field.id, each, `${path}[${index}]`, depth);
    return;
  }
  writer.uint32((field.id << 3) | LENGTH_DELIMITED).fork();
  for (const [index, each] of item.entries()) writeScalar(writer, field.type, each, `${path}[${index}]`);
  writer.ldelim();
}

function writeMap(writer: protobuf.Writer, field: protobuf.MapField, item: unknown, path: string, depth: number): void {
  if (!isObject(item)) throw standardError('validation', `${path} has to be an object`);
  const keyType = field.keyType as Scalar;
  for (const [key, value] of Object.entries(item)) {
    writer.uint32((field.id << 3) | LENGTH_DELIMITED).fork();
    writer.uint32(8 | wireTypeOf(keyType));
    writeScalar(writer, keyType, keyType === 'bool' ? key === 'true' : key, `${path} key`);
    writeTagged(writer, field, 2, value, `${path}.${key}`, depth);
    writer.ldelim();
  }
}

function writeTagged(
  writer: protobuf.Writer,
  field: protobuf.FieldBase,
  id: number,
  item: unknown,
  path: string,
  depth: number,
): void {
  if (isScalar(field.type)) {
    writer.uint32((id << 3) | wireTypeOf(field.type));
    writeScalar(writer, field.type, item, path);
    return;
  }
  const type = typeAt(field.parent as protobuf.NamespaceBase, field.type);
  if (type instanceof protobuf.Enum) {
    writer.uint32(id << 3);
    writer.int32(enumNumber(type, item, path));
    return;
  }
  writer.uint32((id << 3) | LENGTH_DELIMITED).fork();
  writeMessage(writer, type, item, path, depth + 1);
  writer.ldelim();
}

function enumNumber({ values, name }: protobuf.Enum, item: unknown, path: string): number {
  if (typeof item === 'string' && Object.hasOwn(values, item)) return values[item]!;
  if (typeof item === 'number' && Number.isInteger(item)) return item;
  const known = Object.keys(values).slice(0, 20).join(', ');
  throw standardError('validation', `${path} has to be a value of ${name}: ${known}`);
}
