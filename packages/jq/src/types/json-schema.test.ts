import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJsonSchema } from './from-json-schema.ts';
import { hasValue } from './of-value.ts';
import { isSubtype } from './subtype.ts';
import { anyDocument, anyJson, memberOf } from './testing.ts';
import { toJsonSchema } from './to-json-schema.ts';
import type { Type } from './type.ts';

/** Whether a schema admits a value; undefined where the validator cannot tell. */
type Validate = (value: unknown) => boolean | undefined;

function validator(schema: unknown): Validate {
  if (typeof schema === 'boolean') return () => schema;
  const ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false, ownProperties: true });
  const validate = ajv.compile(schema as object);
  return (value) => {
    try {
      return validate(value) === true;
    } catch (error) {
      // For some schemas with `if` inside `if` Ajv 8 writes code with a name that it does not define: no answer then.
      if (error instanceof ReferenceError) return undefined;
      throw error;
    }
  };
}

/** Values to try: random ones and some that the type holds. */
function candidates(type: Type, random: readonly unknown[]): unknown[] {
  const members = memberOf(type);
  return members === undefined ? [...random] : [...random, ...fc.sample(members, { numRuns: 10, seed: 1 })];
}

describe('JSON Schema to type and back', () => {
  it('gives a type that holds every value the schema admits', () => {
    fc.assert(
      fc.property(anyDocument, fc.array(anyJson, { maxLength: 20 }), (schema, values) => {
        const type = fromJsonSchema(schema);
        const validate = validator(schema);
        for (const value of candidates(type, values)) {
          if (validate(value)) expect(hasValue(type, value), JSON.stringify(value)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('writes a schema that admits exactly the members of the type', () => {
    fc.assert(
      fc.property(anyDocument, fc.array(anyJson, { maxLength: 20 }), (source, values) => {
        const type = fromJsonSchema(source);
        const written = toJsonSchema(type);
        const validate = validator(written);
        for (const value of candidates(type, values)) {
          expect(validate(value) ?? hasValue(type, value), JSON.stringify(value)).toBe(hasValue(type, value));
        }
        expect(isSubtype(type, fromJsonSchema(written))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
