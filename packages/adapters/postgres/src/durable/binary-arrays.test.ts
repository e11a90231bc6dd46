import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTypeParser } from '../database/pool.ts';
import { testServerUrl } from '../testing/index.ts';
import { boolArray, int4Array, int8Array, jsonArray, textArray, uuidArray, uuidListArray } from './binary-arrays.ts';

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: await testServerUrl(), types: { getTypeParser } });
  await client.connect();
});
afterAll(() => client.end());

/** What PostgreSQL makes of an array, as JSON. */
async function received(type: string, array: Buffer): Promise<unknown> {
  const { rows } = await client.query<{ value: unknown }>(`select to_json($1::${type}[]) as value`, [array]);
  return rows[0]?.value;
}

const INT4 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const TEXT = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));

/** Checks that arrays of such values arrive as they were; fast-check prints the seed of a failure. */
async function arrives<T>(
  type: string,
  values: fc.Arbitrary<T>,
  encode: (values: readonly T[]) => Buffer,
): Promise<void> {
  const property = fc.asyncProperty(fc.array(values, { maxLength: 20 }), async (some) => {
    expect(await received(type, encode(some))).toEqual(some);
  });
  await fc.assert(property, { numRuns: 60 });
}

describe('binary arrays', () => {
  it('bring integers of 32 bits', () => arrives('int', INT4, int4Array));
  it('bring integers that a number holds exactly', () => arrives('bigint', fc.maxSafeInteger(), int8Array));
  it('bring booleans', () => arrives('bool', fc.boolean(), boolArray));
  it('bring texts', () => arrives('text', TEXT, textArray));
  it('bring UUIDs', () => arrives('uuid', fc.uuid(), uuidArray));

  it('bring JSON', () =>
    arrives(
      'json',
      fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
      (values) => jsonArray(values.map((value) => JSON.stringify(value))),
    ));

  it('bring nothing where there is nothing', async () => {
    expect(await received('bigint', int8Array([1, undefined, -2]))).toEqual([1, null, -2]);
    expect(await received('uuid', uuidArray([]))).toEqual([]);
  });

  it('bring lists of UUIDs as the text of arrays', async () => {
    const ids = ['00000000-0000-7000-8000-000000000001', 'ffffffff-ffff-7fff-bfff-ffffffffffff'];
    expect(await received('text', uuidListArray([ids, []]))).toEqual([`{${ids.join(',')}}`, '{}']);
  });
});
