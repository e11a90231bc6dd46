import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../catalog.ts';
import { compareSchemas } from './compare-schemas.ts';
import { pathWords } from './schema-change.ts';

const text = { type: 'string' };
const object = (properties: object, more: object = {}): JsonSchema => ({ type: 'object', properties, ...more });

/** What differs, with `<` for narrower and `>` for wider. */
function compare(before: JsonSchema, after: JsonSchema): string[] {
  return compareSchemas(before, after).map(({ path, words, narrows, widens }) =>
    `${pathWords(path)} ${words} ${narrows ? '<' : ''}${widens ? '>' : ''}`.trim(),
  );
}

describe('compareSchemas', () => {
  it.each<[string, JsonSchema, JsonSchema, string[]]>([
    ['nothing', object({ a: text }), object({ a: text }), []],
    ['a new property', object({}), object({ a: text }), ['a is new']],
    ['a new required property', object({}), object({ a: text }, { required: ['a'] }), ['a is new and required <']],
    ['a property that is gone', object({ a: text }), object({}), ['a is gone >']],
    [
      'a property that is refused',
      object({ a: text }),
      object({}, { additionalProperties: false }),
      ['no longer takes other properties <', 'a is gone <>'],
    ],
    [
      'a property that is required now',
      object({ a: text }),
      object({ a: text }, { required: ['a'] }),
      ['a is now required <'],
    ],
    [
      'a property that may be missing now',
      object({ a: text }, { required: ['a'] }),
      object({ a: text }),
      ['a may be missing now >'],
    ],
    ['another type', object({ a: text }), object({ a: { type: 'number' } }), ['a is a number instead of a text <>']],
    [
      'a whole number for a number',
      { type: 'number' },
      { type: 'integer' },
      ['is a whole number instead of a number <'],
    ],
    [
      'a number for a whole number',
      { type: 'integer' },
      { type: 'number' },
      ['is a number instead of a whole number >'],
    ],
    ['any type for one', text, true, ['is anything instead of a text >']],
    ['null beside a type', text, { type: ['string', 'null'] }, ['is a text or null instead of a text >']],
    ['null written with anyOf', { anyOf: [text, { type: 'null' }] }, { type: ['string', 'null'] }, []],
    ['values that come and go', { enum: ['a', 'b'] }, { enum: ['b', 'c'] }, ['loses "a" and gains "c" <>']],
    ['values where there were none', text, { type: 'string', enum: ['a'] }, ['takes nothing but "a" <']],
    [
      'a larger minimum',
      { type: 'number', minimum: 1 },
      { type: 'number', minimum: 2 },
      ['has minimum 2 instead of 1 <'],
    ],
    [
      'a larger maximum',
      { type: 'number', maximum: 1 },
      { type: 'number', maximum: 2 },
      ['has maximum 2 instead of 1 >'],
    ],
    ['a pattern that is gone', { pattern: '^a' }, {}, ['has no pattern any more >']],
    [
      'items of a list',
      { type: 'array', items: text },
      { type: 'array', items: { type: 'number' } },
      ['[] is a number instead of a text <>'],
    ],
  ])('tells %s', (_what, before, after, expected) => {
    expect(compare(before, after)).toEqual(expected);
  });
  it('follows references and merges allOf', () => {
    const before = { $ref: '#/$defs/item', $defs: { item: object({ price: { type: 'number' } }) } };
    const after = { allOf: [object({ price: text }), object({ size: text })] };
    expect(compare(before, after)).toEqual(['price is a text instead of a number <>', 'size is new']);
  });
  it('ends on schemas that contain themselves', () => {
    const tree = (leaf: JsonSchema): JsonSchema => ({
      ...(object({ leaf, children: { type: 'array', items: { $ref: '#' } } }) as object),
    });
    expect(compare(tree(text), tree({ type: 'number' })).slice(0, 2)).toEqual([
      'leaf is a number instead of a text <>',
      'children[].leaf is a number instead of a text <>',
    ]);
    expect(compare({ $ref: '#' }, { $ref: '#/none' })).toEqual([]);
  });
});
