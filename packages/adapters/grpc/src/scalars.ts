import { standardError } from '@parley/engine';
import protobuf from 'protobufjs';

/** Names of the scalar types of protocol buffers. */
export type Scalar =
  | 'double'
  | 'float'
  | 'int32'
  | 'uint32'
  | 'sint32'
  | 'fixed32'
  | 'sfixed32'
  | 'int64'
  | 'uint64'
  | 'sint64'
  | 'fixed64'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

export const isScalar = (type: string): type is Scalar => Object.hasOwn(protobuf.types.basic, type);

/** The wire type of a scalar (https://protobuf.dev/programming-guides/encoding/#structure). */
export const wireTypeOf = (type: Scalar): number => protobuf.types.basic[type];

/** Scalars whose lists are written as one block. */
export const isPackable = (type: string): boolean => type !== 'string' && type !== 'bytes';

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function rangeOf(type: Scalar): readonly [bigint, bigint] | undefined {
  const signed = !/^u|^fixed/.test(type);
  return RANGES[`${signed ? '' : 'u'}int${type.endsWith('64') ? '64' : '32'}`];
}

function refuse(path: string, expected: string): never {
  throw standardError('validation', `${path} has to be ${expected}`);
}

/** Writes a JSON value as a scalar; raises a `validation` error that names `path` when it is none. */
export function writeScalar(writer: protobuf.Writer, type: Scalar, value: unknown, path: string): void {
  switch (type) {
    case 'bool':
      writer.bool(typeof value === 'boolean' ? value : refuse(path, 'true or false'));
      return;
    case 'string':
      writer.string(typeof value === 'string' ? value : refuse(path, 'a text'));
      return;
    case 'bytes':
      writer.bytes(typeof value === 'string' ? Buffer.from(value, 'base64') : refuse(path, 'base64'));
      return;
    case 'double':
    case 'float':
      writer[type](numberOf(value, path));
      return;
    default: {
      const integer = integerOf(value, path);
      const [least, most] = rangeOf(type)!;
      if (integer < least || integer > most) refuse(path, `between ${least} and ${most}`);
      if (type.endsWith('64')) writer[type as 'int64'](String(integer));
      else writer[type as 'int32'](Number(integer));
    }
  }
}

const NUMBER_WORDS = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

function numberOf(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const number = NUMBER_WORDS.get(value) ?? (value.trim() === '' ? Number.NaN : Number(value));
    if (NUMBER_WORDS.has(value) || Number.isFinite(number)) return number;
  }
  return refuse(path, 'a number');
}

function integerOf(value: unknown, path: string): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  return refuse(path, 'a whole number');
}

/** Reads a scalar as JSON: integers of 64 bits and what is no finite number as texts, bytes in base64. */
export function readScalar(reader: protobuf.Reader, type: Scalar): unknown {
  const value = reader[type]();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (type.endsWith('64') || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  return value;
}

/** What a scalar is when it was not sent. */
export function defaultOf(type: Scalar): unknown {
  if (type === 'bool') return false;
  if (type === 'string' || type === 'bytes') return '';
  return type.endsWith('64') ? '0' : 0;
}
