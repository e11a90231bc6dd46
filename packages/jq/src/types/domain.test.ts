import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJsonSchema } from './from-json-schema.ts';
import { join } from './join.ts';
import { meet, overlaps, subtract } from './meet.ts';
import { hasValue, typeOfValue } from './of-value.ts';
import { isSubtype } from './subtype.ts';
import { anyDocument, anyJson, memberOf } from './testing.ts';
import { arrayOf, closedObject, isNever, numberType, stringType, type Type } from './type.ts';
import { fixedPoint } from './widen.ts';

const anyType: fc.Arbitrary<Type> = fc.oneof(
  anyDocument.map((schema) => fromJsonSchema(schema)),
  anyJson.map((value) => typeOfValue(value)),
);

/** Runs a property over members of a random type; the seed is part of the failure message. */
function holdsForMembers(check: (a: Type, b: Type, value: unknown) => void): void {
  const run = fc.property(anyType, anyType, (a, b) => {
    const members = memberOf(a);
    if (members === undefined) return;
    for (const value of fc.sample(members, { numRuns: 5, seed: 7 })) check(a, b, value);
  });
  fc.assert(run, { numRuns: 400 });
}

describe('the laws of the type domain', () => {
  it('draws members that the type holds', () => {
    holdsForMembers((a, _, value) => expect(hasValue(a, value)).toBe(true));
  });

  it('joins to a type that holds the members of both sides', () => {
    holdsForMembers((a, b, value) => {
      expect(hasValue(join(a, b), value)).toBe(true);
      expect(hasValue(join(b, a), value)).toBe(true);
    });
  });

  it('meets to a type that holds what is in both', () => {
    holdsForMembers((a, b, value) => {
      if (!hasValue(b, value)) return;
      expect(hasValue(meet(a, b), value)).toBe(true);
      expect(hasValue(meet(b, a), value)).toBe(true);
      expect(overlaps(a, b)).toBe(true);
    });
  });

  it('subtracts to a type that holds what is only in the first', () => {
    holdsForMembers((a, b, value) => {
      if (!hasValue(b, value)) expect(hasValue(subtract(a, b), value)).toBe(true);
    });
  });

  it('claims a subtype only if every member is a member', () => {
    holdsForMembers((a, b, value) => {
      if (isSubtype(a, b)) expect(hasValue(b, value)).toBe(true);
    });
  });

  it('orders join and meet: both sides are within the join, the meet is within both', () => {
    fc.assert(
      fc.property(anyType, anyType, (a, b) => {
        const both = join(a, b);
        expect(isSubtype(a, both) && isSubtype(b, both)).toBe(true);
        expect(isSubtype(meet(a, b), a) || meet(a, b).objects !== undefined || meet(a, b).arrays !== undefined).toBe(
          true,
        );
      }),
      { numRuns: 400 },
    );
  });

  it('is reflexive, idempotent and shares structure', () => {
    fc.assert(
      fc.property(anyType, (a) => {
        expect(isSubtype(a, { ...a })).toBe(true);
        expect(join(a, a)).toBe(a);
        expect(meet(a, a)).toBe(a);
        expect(isNever(subtract(a, a))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(anyType, anyType, anyType, (a, b, c) => {
        const ab = join(a, b);
        const abc = join(ab, c);
        expect(isSubtype(a, ab) && isSubtype(ab, abc) && isSubtype(a, abc)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('fixed points', () => {
  it('keep the item type of a list that grows by one item a round', () => {
    const grown = fixedPoint(typeOfValue([]), (state) => arrayOf(join(stringType, itemOf(state)), 0));
    expect(isSubtype(grown, arrayOf(stringType))).toBe(true);
  });

  it('forget constants that change each round', () => {
    let n = 0;
    const state = fixedPoint(typeOfValue({ n: 0 }), () => {
      n += 1;
      return typeOfValue({ n });
    });
    expect(isSubtype(closedObject([['n', numberType]]), state)).toBe(false);
    expect(isSubtype(typeOfValue({ n: 12345 }), state)).toBe(true);
    expect(hasValue(state, { n: 'x' })).toBe(false);
  });

  it('end on nesting that grows each round', () => {
    const state = fixedPoint(typeOfValue(null), (inner) => closedObject([['next', inner]]));
    expect(hasValue(state, { next: { next: { next: { next: { next: { next: { next: null } } } } } } })).toBe(true);
  });
});

const itemOf = (type: Type): Type => (type.arrays?.[0]?.rest as Type | undefined) ?? stringType;
