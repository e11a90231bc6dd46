import type { JsonSchema } from '@parley/dsl';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateJson } from './validate.ts';

const check = (schema: JsonSchema, value: unknown) =>
  validateJson(value, schema).map(({ pointer, message }) => `${pointer} ${message}`.trim());

test.each<[JsonSchema, unknown, string[]]>([
  [true, 1, []],
  [false, 1, ['must not be there']],
  [{}, null, []],
  [{ type: 'integer' }, 1.5, ['must be a whole number, but is 1.5']],
  [{ type: 'integer' }, 2, []],
  [{ type: 'number' }, 2, []],
  [{ type: ['string', 'null'] }, null, []],
  [{ type: ['string', 'null'] }, 1, ['must be text or null, but is 1']],
  [{ type: 'object' }, [], ['must be an object, but is a list of 0']],
  [{ enum: ['a', 1] }, 'b', ['must be one of "a", 1, but is "b"']],
  [{ const: 'a' }, 'b', ['must be "a", but is "b"']],
  [{ type: 'string', minLength: 2, maxLength: 1 }, 'xx', ['must have at most 1 characters, but has 2']],
  [{ type: 'string', pattern: '^a+$' }, 'ab', ['must fit the pattern ^a+$, but is "ab"']],
  [{ type: 'string', pattern: '(?=a)' }, 'b', []],
  [{ type: 'string', format: 'date-time' }, '2026-03-02T18:00:00Z', []],
  [{ type: 'string', format: 'date-time' }, 'tomorrow', ['must be a date-time, but is "tomorrow"']],
  [{ type: 'string', format: 'date' }, '2026-13-40', ['must be a date, but is "2026-13-40"']],
  [{ type: 'string', format: 'uri' }, 'nowhere', ['must be a uri, but is "nowhere"']],
  [{ type: 'string', format: 'of-the-future' }, 'x', []],
  [{ minimum: 1, multipleOf: 0.1 }, 0.3, ['must be at least 1, but is 0.3']],
  [{ exclusiveMaximum: 3 }, 3, ['must be less than 3, but is 3']],
  [
    { items: { type: 'string' }, maxItems: 1 },
    ['a', 1],
    ['must have at most 1 items, but has 2', '/1 must be text, but is 1'],
  ],
  [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], ['/1 must not be there']],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], ['must not hold the same item twice']],
  [{ required: ['a/b'] }, {}, ['/a~1b is missing']],
  [
    { properties: { a: { type: 'string' } }, additionalProperties: false },
    { a: 1, b: 2 },
    ['/a must be text, but is 1', '/b is not known; known are a'],
  ],
  [{ additionalProperties: { type: 'integer' } }, { a: 'x' }, ['/a must be a whole number, but is "x"']],
  [{ patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false }, { 'x-a': 'b' }, []],
  [{ allOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, ['/a is missing', '/b is missing']],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, ['must be text, but is 1']],
  [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1, ['must fit one alternative only, but fits 2']],
  [{ not: { type: 'string' } }, 'x', ['must be something else']],
  [{ if: { required: ['a'] }, then: { required: ['b'] }, else: { required: ['c'] } }, { a: 1 }, ['/b is missing']],
  [
    { $ref: '#/$defs/T', $defs: { T: { properties: { t: { $ref: '#/$defs/T' } }, type: 'object' } } },
    { t: { t: 1 } },
    ['/t/t must be an object, but is 1'],
  ],
  [{ $ref: '#/$defs/L', $defs: { L: { $ref: '#/$defs/L' } } }, 1, []],
  [{ properties: { constructor: { type: 'string' } } }, {}, []],
])('%j checks %j', (schema, value, expected) => {
  expect(check(schema, value)).toEqual(expected);
});

test('a pattern that would take forever with backtracking takes no time', () => {
  expect(check({ pattern: '^(a+)+$' }, `${'a'.repeat(5000)}!`)).toHaveLength(1);
});

test('alternatives within alternatives end', () => {
  const nested = (depth: number): JsonSchema =>
    depth === 0 ? { type: 'string' } : { anyOf: [nested(depth - 1), nested(depth - 1)] };
  expect(check(nested(12), 1)).toHaveLength(1);
  const $ref = '#/$defs/A';
  expect(check({ $ref, $defs: { A: { anyOf: [{ $ref }, { $ref }] } } }, 1)).toBeDefined();
});

test('agrees with another validator on whether a value fits', () => {
  const leaf: fc.Arbitrary<object> = fc.oneof(
    fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'object', 'array') }),
    fc.record({ minimum: fc.integer({ min: -3, max: 3 }), multipleOf: fc.constantFrom(1, 2) }),
    fc.record({ minLength: fc.nat(3), maxLength: fc.nat(3) }),
    fc.record({ enum: fc.array(fc.constantFrom(0, 1, 'a', null), { minLength: 1 }) }),
    fc.constant({ required: ['a'] }),
  );
  const { schema } = fc.letrec<{ schema: object }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema')),
        additionalProperties: fc.boolean(),
      }),
      fc.record({ items: tie('schema'), maxItems: fc.nat(3), uniqueItems: fc.boolean() }),
      fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }), not: tie('schema') }),
    ),
  }));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(0, 1, 2, -1, 1.5, 'a', 'abcd', '', true, null),
      fc.array(tie('value'), { maxLength: 4 }),
      // The other validator cannot compare objects without a prototype.
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
    ),
  }));
  const ajv = new Ajv2020({ strict: false });
  fc.assert(
    fc.property(schema, value, (s, v) => {
      expect([s, v, validateJson(v, s as JsonSchema).length === 0]).toEqual([s, v, ajv.compile(s)(v)]);
    }),
    { numRuns: 300 },
  );
});
