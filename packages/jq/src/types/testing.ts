import fc from 'fast-check';
import type { JsonSchema } from './schema-references.ts';
import { type ArrayShape, isEmptySlot, itemAt, Kind, type ObjectShape, resolve, type Slot, type Type } from './type.ts';

/** Few keys and constants, so that random schemas, values and programs meet. */
export const KEYS = ['a', 'b', 'kind', 'constructor'];
const STRINGS = ['', 'a', 'b', 'x', '12'];
const NUMBERS = [0, 1, 2, -1, 1.5, 1e300];

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false),
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(...STRINGS),
);

const objectFrom = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return result;
};

const entriesOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), value), { selector: ([key]) => key, maxLength: 3 }).map(objectFrom);

/** Random JSON values over {@link KEYS}. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    entriesOf(tie('value')),
  ),
})).value;

const KIND_NAMES = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

/** Random JSON Schemas, recursive through `#/$defs/node` when used as {@link documentOf} wraps them. */
const anySchema: fc.Arbitrary<JsonSchema> = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const sub = tie('schema');
  const typed = fc.constantFrom(...KIND_NAMES).map((type) => ({ type }));
  const object = fc.record(
    {
      type: fc.constantFrom<unknown>('object', ['object', 'null']),
      properties: entriesOf(sub),
      required: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 }),
      additionalProperties: sub,
    },
    { requiredKeys: ['properties'] },
  );
  const array = fc.record(
    {
      type: fc.constant('array'),
      items: sub,
      prefixItems: fc.array(sub, { minLength: 1, maxLength: 2 }),
      minItems: fc.nat(2),
      maxItems: fc.nat(3),
    },
    { requiredKeys: ['type'] },
  );
  const combined = fc.record(
    {
      allOf: fc.array(sub, { minLength: 1, maxLength: 2 }),
      anyOf: fc.array(sub, { minLength: 1, maxLength: 3 }),
      oneOf: fc.array(sub, { minLength: 1, maxLength: 3 }),
      not: fc.oneof(sub, fc.record({ const: scalar }), typed),
      if: sub,
      then: sub,
      else: sub,
      properties: entriesOf(sub),
      patternProperties: fc.record({ '^a|b': sub }),
    },
    { requiredKeys: [] },
  );
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.oneof(
        typed,
        fc.constantFrom<JsonSchema>(true, false, { $ref: '#/$defs/node' }),
        fc.record({ const: anyJson }),
        fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }) }),
        fc.uniqueArray(fc.constantFrom(...KIND_NAMES), { minLength: 1, maxLength: 3 }).map((type) => ({ type })),
      ),
      object,
      object,
      array,
      combined,
    ) as fc.Arbitrary<JsonSchema>,
  };
}).schema;

/** A document with a schema and the definition that it may point at, recursive behind properties and items only. */
export const anyDocument: fc.Arbitrary<JsonSchema> = fc
  .tuple(anySchema, entriesOf(anySchema), anySchema)
  .map(([schema, properties, items]) => {
    const node = { type: ['object', 'array', 'null'], properties, items };
    return { ...(typeof schema === 'boolean' ? { allOf: [schema] } : schema), $defs: { node } };
  });

/** Random members of a type; undefined if none was found within the depth. */
export function memberOf(type: Type, depth = 5): fc.Arbitrary<unknown> | undefined {
  const choices: fc.Arbitrary<unknown>[] = [];
  if (type.kinds & Kind.null) choices.push(fc.constant(null));
  if (type.kinds & Kind.true) choices.push(fc.constant(true));
  if (type.kinds & Kind.false) choices.push(fc.constant(false));
  if (type.kinds & Kind.number) choices.push(fc.constantFrom(...numbersOf(type)));
  if (type.kinds & Kind.string) choices.push(fc.constantFrom(...(type.strings?.values ?? STRINGS)));
  if (depth > 0) choices.push(...composites(type, depth));
  return choices.length === 0 ? undefined : fc.oneof(...choices);
}

function numbersOf(type: Type): number[] {
  if (type.numbers?.values !== undefined) return [...type.numbers.values];
  return type.numbers?.integer ? NUMBERS.filter(Number.isInteger) : NUMBERS;
}

function composites(type: Type, depth: number): fc.Arbitrary<unknown>[] {
  const choices: (fc.Arbitrary<unknown> | undefined)[] = [];
  if (type.kinds & Kind.array) {
    choices.push(...(type.arrays?.map((shape) => arrayMember(shape, depth)) ?? [fc.array(anyJson, { maxLength: 3 })]));
  }
  if (type.kinds & Kind.object) {
    choices.push(...(type.objects?.map((shape) => objectMember(shape, depth)) ?? [entriesOf(anyJson)]));
  }
  return choices.filter((choice) => choice !== undefined);
}

function arrayMember(shape: ArrayShape, depth: number): fc.Arbitrary<unknown> | undefined {
  const longest = isEmptySlot(shape.rest) ? shape.prefix.length : Math.max(shape.min, shape.prefix.length) + 2;
  const items: fc.Arbitrary<unknown>[] = [];
  for (let i = 0; i < longest; i += 1) {
    const item = memberOf(resolve(itemAt(shape, i)), depth - 1);
    if (item === undefined) break;
    items.push(item);
  }
  if (items.length < shape.min) return undefined;
  return fc
    .tuple(fc.integer({ min: shape.min, max: items.length }), fc.tuple(...items))
    .map(([n, all]) => all.slice(0, n));
}

function objectMember(shape: ObjectShape, depth: number): fc.Arbitrary<unknown> | undefined {
  const slots = new Map<string, [Slot, boolean]>(KEYS.map((key) => [key, [shape.additional, false]]));
  for (const [key, property] of shape.properties) slots.set(key, [property.type, property.required]);
  const entries: fc.Arbitrary<readonly (readonly [string, unknown])[]>[] = [];
  for (const [key, [slot, required]] of slots) {
    const value = memberOf(resolve(slot), depth - 1);
    if (value === undefined) {
      if (required) return undefined;
      continue;
    }
    const present = value.map((item) => [[key, item] as const]);
    entries.push(required ? present : fc.oneof(present, fc.constant([])));
  }
  return fc.tuple(...entries).map((parts) => objectFrom(parts.flat()));
}
