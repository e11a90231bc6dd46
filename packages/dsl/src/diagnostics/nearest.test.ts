import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['call', 'call', 0],
    ['cal', 'call', 1],
    ['wiat', 'wait', 1],
    ['hedaers', 'headers', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('of %j and %j is %d', (a, b, distance) => {
    expect(editDistance(a, b, 10)).toBe(distance);
    expect(editDistance(b, a, 10)).toBe(distance);
  });
  it('is symmetric, zero only for equal words, and cut off at the limit', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, limit) => {
        const distance = editDistance(a, b, 20);
        expect(editDistance(b, a, 20)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(a, b, limit)).toBe(Math.min(distance, limit + 1));
      }),
    );
  });
});

describe('nearest', () => {
  it('finds the word that was meant, whatever its case', () => {
    expect(nearest('opertionId', ['operation', 'operationId', 'document'])).toBe('operationId');
    expect(nearest('soldout', ['soldOut', 'refused'])).toBe('soldOut');
  });
  it('finds nothing when no word is near', () => {
    expect(nearest('color', ['method', 'endpoint'])).toBeUndefined();
    expect(nearest('x', ['a', 'b'])).toBeUndefined();
    expect(nearest('a'.repeat(100), ['a'.repeat(99)])).toBeUndefined();
  });
});
