import { describe, expect, it } from 'vitest';
import { fromJsonSchema } from './from-json-schema.ts';
import { infer } from './infer.ts';
import { hasValue } from './of-value.ts';
import { printType } from './print.ts';
import type { JsonSchema } from './schema-references.ts';
import { isSubtype } from './subtype.ts';
import { toJsonSchema } from './to-json-schema.ts';
import { isNever } from './type.ts';

const printed = (schema: JsonSchema): string => printType(fromJsonSchema(schema));
const typeOf = (source: string, schema: JsonSchema): string => printType(infer(source, fromJsonSchema(schema)).type);

describe('reading JSON Schema', () => {
  it.each<[JsonSchema, string]>([
    [true, 'unknown'],
    [false, 'never'],
    [{}, 'unknown'],
    [{ type: 'integer' }, 'integer'],
    [{ type: ['integer', 'number'] }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'string', format: 'date-time' }, 'string<date-time>'],
    [{ enum: ['a', 1, null, true] }, '"a" | 1 | true | null'],
    [{ const: { a: [1] } }, '{ a: [1] }'],
    [{ type: 'string', enum: ['a', 1] }, '"a"'],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [{ type: 'array', prefixItems: [{ type: 'string' }], items: false, minItems: 1 }, '[string]'],
    [{ type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } }, '[string?, ...number[]]'],
    [{ type: 'array', items: [{ type: 'string' }], additionalItems: false }, '[string?]'],
    [{ type: 'array', minItems: 2, maxItems: 1 }, 'never'],
    [{ type: 'object' }, 'object'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [key]: number }'],
    [
      { type: 'object', patternProperties: { '^x': { type: 'number' } }, additionalProperties: false },
      '{ [key]: number }',
    ],
    [{ type: 'object', properties: { a: {} }, required: ['a', 'b'] }, '{ a: unknown, b: unknown, ... }'],
    [{ type: 'object', properties: { a: false }, required: ['a'] }, 'never'],
    [{ allOf: [{ type: ['string', 'null'] }, { type: ['string', 'number'] }] }, 'string'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ oneOf: [{ const: 'a' }, { const: 'b' }], type: 'string' }, '"a" | "b"'],
    [{ type: ['string', 'null'], not: { type: 'null' } }, 'string'],
    [{ enum: ['a', 'b'], not: { const: 'a' } }, '"b"'],
    [{ if: { type: 'string' }, then: { const: 'x' }, else: { type: 'number' } }, '"x" | number'],
  ])('%j is %s', (schema, type) => expect(printed(schema)).toBe(type));

  it('reads what OpenAPI writes otherwise', () => {
    expect(printed({ type: 'string', nullable: true })).toBe('string | null');
    expect(printed({ type: 'string', 'x-nullable': true })).toBe('string | null');
    expect(printed({ enum: ['a'], nullable: true })).toBe('"a" | null');
    expect(printed({ allOf: [{ type: 'object', properties: { a: { type: 'string' } } }], nullable: true })).toBe(
      '{ a?: string, ... } | null',
    );
    expect(printed({ type: 'file' })).toBe('unknown');
    expect(printed({ type: 'number', minimum: 0, exclusiveMinimum: true, example: 1 })).toBe('number');
  });

  it('takes obligations back for properties that only travel the other way', () => {
    const schema = {
      type: 'object',
      required: ['id', 'password'],
      properties: { id: { type: 'string', readOnly: true }, password: { type: 'string', writeOnly: true } },
    };
    expect(printType(fromJsonSchema(schema))).toBe('{ id: string, password?: string, ... }');
    expect(printType(fromJsonSchema(schema, { direction: 'write' }))).toBe('{ id?: string, password: string, ... }');
  });

  it('names recursive schemas and follows them as far as somebody looks', () => {
    const tree: JsonSchema = {
      title: 'Tree',
      type: 'object',
      properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#' } } },
      additionalProperties: false,
    };
    expect(typeOf('.children[0].children[0].value', tree)).toBe('number | null');
    expect(typeOf('[.. | numbers]', tree)).toBe('number[]');
    expect(typeOf('def sum: .value + ([.children[]? | sum] | add); sum', tree)).toBe('number | null');
    const written = toJsonSchema(fromJsonSchema(tree));
    expect(isSubtype(fromJsonSchema(written), fromJsonSchema(tree))).toBe(true);
  });

  it('keeps recursion through alternatives', () => {
    const schema: JsonSchema = {
      $ref: '#/$defs/Node',
      $defs: {
        Node: {
          type: 'object',
          additionalProperties: false,
          properties: { next: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }] }, n: { type: 'integer' } },
        },
      },
    };
    expect(typeOf('.next.next.next.n', schema)).toBe('integer | null');
  });

  it('reads schemas that are cyclic objects', () => {
    const person: Record<string, unknown> = { type: 'object', title: 'Person', additionalProperties: false };
    person.properties = { name: { type: 'string' }, boss: person };
    expect(typeOf('.boss.boss.name', person)).toBe('string | null');
    expect(printed({ allOf: [person] })).toContain('name?: string');
  });

  it('finds references by pointer, anchor, id and in other documents', () => {
    const document = {
      $defs: {
        'a/b': { type: 'string' },
        named: { $anchor: 'here', type: 'number' },
        other: { $id: 'urn:x', type: 'null' },
      },
    };
    const read = (reference: string): string => printType(fromJsonSchema({ $ref: reference }, { document }));
    expect(read('#/$defs/a~1b')).toBe('string');
    expect(read('#/%24defs/a~1b')).toBe('string');
    expect(read('#here')).toBe('number');
    expect(read('urn:x')).toBe('null');
    expect(read('#/nowhere')).toBe('unknown');
    expect(read('#/constructor/prototype')).toBe('unknown');
    const outside = fromJsonSchema({ $ref: 'https://x.example/s.json' }, { resolve: () => ({ type: 'boolean' }) });
    expect(printType(outside)).toBe('boolean');
  });

  it('ends on schemas that only refer to themselves', () => {
    expect(printed({ $ref: '#' })).toBe('unknown');
    expect(printed({ allOf: [{ $ref: '#' }], type: 'string' })).toBe('string');
    expect(printed({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } })).toBe(
      'unknown',
    );
  });

  it('gives the same type for the same schema, so that types are shared', () => {
    const document = { $defs: { a: { type: 'object', properties: { x: { type: 'string' } } } } };
    expect(fromJsonSchema(document.$defs.a, { document })).toBe(fromJsonSchema(document.$defs.a, { document }));
  });

  it('treats keys like __proto__ as data', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}',
    );
    const type = fromJsonSchema(schema);
    expect(hasValue(type, JSON.parse('{"__proto__":"x"}'))).toBe(true);
    expect(hasValue(type, {})).toBe(false);
    expect(typeOf('.__proto__', schema)).toBe('string');
    expect(JSON.stringify(toJsonSchema(type))).toContain('"__proto__":{"type":"string"}');
    expect(Object.hasOwn(Object.prototype, 'type')).toBe(false);
  });

  it('ignores keywords of the wrong kind', () => {
    const broken = {
      type: 7,
      properties: [],
      additionalProperties: 'no',
      required: 'a',
      items: 3,
      enum: {},
      allOf: 1,
      minItems: '2',
      $ref: 5,
    };
    expect(printed(broken as unknown as JsonSchema)).toBe('unknown');
    expect(printed({ properties: { a: 5, b: null }, required: [1, 'a'] } as JsonSchema)).toContain('a: unknown');
  });
});

describe('large and deep schemas', () => {
  it('end quickly and without overflow', () => {
    let deep: JsonSchema = { type: 'string' };
    for (let i = 0; i < 5_000; i += 1) deep = i % 2 === 0 ? { properties: { a: deep } } : { allOf: [deep] };
    expect(isNever(fromJsonSchema(deep))).toBe(false);
    expect(JSON.stringify(toJsonSchema(fromJsonSchema(deep))).length).toBeLessThan(100_000);
    const wide = { enum: Array.from({ length: 20_000 }, (_, i) => `v${i}`) };
    expect(printed(wide)).toBe('string');
    const manyObjects = {
      anyOf: Array.from({ length: 500 }, (_, i) => ({ type: 'object', properties: { [`p${i}`]: {} } })),
    };
    expect(fromJsonSchema(manyObjects).objects!.length).toBeLessThanOrEqual(16);
  });

  it('compare schemas that refer to each other in every way', () => {
    const names = Array.from({ length: 40 }, (_, i) => `N${i}`);
    const define = (extra: object) => ({
      $ref: '#/$defs/N0',
      $defs: Object.fromEntries(
        names.map((name, i) => [
          name,
          {
            type: 'object',
            additionalProperties: false,
            properties: {
              ...extra,
              ...Object.fromEntries(names.map((other) => [`to${other}`, { $ref: `#/$defs/${other}` }])),
              own: { const: i },
            },
          },
        ]),
      ),
    });
    const a = fromJsonSchema(define({}));
    const b = fromJsonSchema(define({}));
    const c = fromJsonSchema(define({ more: { type: 'string' } }));
    expect(isSubtype(a, b)).toBe(true);
    expect(isSubtype(c, a)).toBe(false);
    expect(isSubtype(a, c)).toBe(true);
  });
});
