/**
 * PostgreSQL arrays in their binary form (src/backend/utils/adt/arrayfuncs.c, array_recv): the driver's text form has
 * every quote of every JSON value escaped on the way there and unescaped on arrival.
 */

const JSON_OID = 114;
const TEXT_OID = 25;
const UUID_OID = 2950;
const INT4_OID = 23;
const INT8_OID = 20;
const BOOL_OID = 16;
const HEADER_BYTES = 20;
const UUID_BYTES = 16;
const UUID_LENGTH = 36;
const HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);
/** Value of a hexadecimal digit by its character code. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** `uuid[]` of valid UUIDs. */
export function uuidArray(values: readonly string[]): Buffer {
  const { buffer, at } = allocate(values.length, UUID_OID, values.length * UUID_BYTES);
  let offset = at;
  for (const value of values) {
    offset = buffer.writeInt32BE(UUID_BYTES, offset);
    offset = writeUuid(buffer, value, offset);
  }
  return buffer;
}

/** Decodes the 32 digits by hand: several times as quick as taking the hyphens out and a decoder for hexadecimal. */
function writeUuid(buffer: Buffer, value: string, offset: number): number {
  for (let index = 0; index < UUID_LENGTH; index += 2) {
    if (HYPHENS.has(index)) index += 1;
    buffer[offset] = (NIBBLES[value.charCodeAt(index)]! << 4) | NIBBLES[value.charCodeAt(index + 1)]!;
    offset += 1;
  }
  return offset;
}

/** `text[]` of the array literals of `uuid[]`: an array of arrays would have to be rectangular. */
export function uuidListArray(values: readonly (readonly string[])[]): Buffer {
  return textArray(values.map((ids) => `{${ids.join(',')}}`));
}

/** `integer[]`. */
export function int4Array(values: readonly number[]): Buffer {
  const { buffer, at } = allocate(values.length, INT4_OID, values.length * 4);
  let offset = at;
  for (const value of values) {
    offset = buffer.writeInt32BE(4, offset);
    offset = buffer.writeInt32BE(value, offset);
  }
  return buffer;
}

/** `bigint[]` of integers that a number holds exactly. */
export function int8Array(values: readonly (number | undefined)[]): Buffer {
  const filled = values.filter((value) => value !== undefined).length;
  const { buffer, at } = allocate(values.length, INT8_OID, filled * 8, filled < values.length);
  let offset = at;
  for (const value of values) {
    offset = buffer.writeInt32BE(value === undefined ? -1 : 8, offset);
    if (value === undefined) continue;
    offset = buffer.writeInt32BE(Math.floor(value / 2 ** 32), offset);
    offset = buffer.writeUInt32BE(((value % 2 ** 32) + 2 ** 32) % 2 ** 32, offset);
  }
  return buffer;
}

/** `boolean[]`. */
export function boolArray(values: readonly boolean[]): Buffer {
  const { buffer, at } = allocate(values.length, BOOL_OID, values.length);
  let offset = at;
  for (const value of values) {
    offset = buffer.writeInt32BE(1, offset);
    offset = buffer.writeUInt8(value ? 1 : 0, offset);
  }
  return buffer;
}

/** `text[]`. */
export function textArray(values: readonly string[]): Buffer {
  return stringArray(values, TEXT_OID);
}

/** `json[]` of texts that are JSON already. */
export function jsonArray(values: readonly string[]): Buffer {
  return stringArray(values, JSON_OID);
}

function stringArray(values: readonly string[], oid: number): Buffer {
  let bytes = 0;
  for (const value of values) bytes += Buffer.byteLength(value);
  const { buffer, at } = allocate(values.length, oid, bytes);
  let offset = at;
  for (const value of values) {
    const length = buffer.write(value, offset + 4);
    buffer.writeInt32BE(length, offset);
    offset += 4 + length;
  }
  return buffer;
}

/** A buffer with the header of a one-dimensional array; `bytes` is the size of all elements without their lengths. */
function allocate(length: number, oid: number, bytes: number, hasNull = false): { buffer: Buffer; at: number } {
  if (length === 0) {
    const empty = Buffer.alloc(12);
    empty.writeInt32BE(oid, 8);
    return { buffer: empty, at: 12 };
  }
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + 4 * length + bytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return { buffer, at: HEADER_BYTES };
}
