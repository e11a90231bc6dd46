import { describe, expect, it } from 'vitest';
import { fromJsonSchema } from './from-json-schema.ts';
import { infer } from './infer.ts';
import { hasValue } from './of-value.ts';
import { printType } from './print.ts';
import { orderType } from './sample-schemas.ts';
import type { JsonSchema } from './schema-references.ts';
import { unknownType } from './type.ts';

describe('programs that are too large to follow', () => {
  it('give unknown, without an overflow', () => {
    const nested = `${'['.repeat(900)}.id${']'.repeat(900)}`;
    expect(printType(infer(nested, orderType).type, { depth: 1000 })).toMatch(/^\[{300,}unknown\[\]\]{300,}$/);
    expect(infer(`${'def f: '.repeat(500)}.id`, orderType).diagnostics.length).toBeGreaterThan(0);
    expect(infer(Array.from({ length: 900 }, () => '.id').join(' + '), orderType).diagnostics).toEqual([]);
    expect(
      infer(Array.from({ length: 900 }, () => 'if .a then 1').join(' else ') + ' end'.repeat(900), unknownType)
        .diagnostics,
    ).toBeDefined();
  });

  it('give unknown where calls double at each level', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `def f${i + 1}: f${i}, f${i};`).join(' ');
    const { type, diagnostics } = infer(`def f0: .id; ${levels} f40`, orderType);
    expect(hasValue(type, 'x')).toBe(true);
    expect(diagnostics).toEqual([]);
  });

  it('find an end to recursion that changes its arguments', () => {
    for (const source of [
      'def f: [f]; f',
      'def f($n): f($n + 1); f(0)',
      'def f(g): f(g | g); f(.)',
      'def f: {a: (. | f)}; f',
      'def f: if . == null then 1 else .next | f end; f',
      'reduce range(9) as $i (.; {next: ., i: $i})',
      'reduce range(9) as $i ({}; .["k\\($i)"] = .)',
      'last(recurse([.]))',
      '[.] | until(false; [.])',
    ]) {
      expect(() => printType(infer(source, orderType).type), source).not.toThrow();
    }
  });

  it('find an end to schemas whose parts multiply', () => {
    const part = (i: number, count: number) => ({
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: count }, (_, k) => [`p${i}_${k}`, { type: 'string' }])),
      required: [`p${i}_0`],
    });
    const parts = (length: number, count: number) => Array.from({ length }, (_, i) => part(i, count));
    const widest = (schema: JsonSchema) =>
      Math.max(...fromJsonSchema(schema).objects!.map((one) => one.properties.size));
    const halves = parts(24, 60).map((one, i) => ({ anyOf: [one, part(i + 100, 60)] }));
    expect(widest({ allOf: halves })).toBeLessThanOrEqual(1000);
    expect(widest({ allOf: parts(64, 50) })).toBeLessThanOrEqual(1000);
    expect(widest({ allOf: parts(500, 1) })).toBe(64);
    expect(widest({ anyOf: parts(40, 100) })).toBeLessThanOrEqual(1000);
    expect(widest({ enum: Array.from({ length: 1500 }, (_, i) => ({ [`k${i}`]: i })) })).toBeLessThanOrEqual(1000);
    // As large as it is written, a single object is read in full.
    expect(widest(part(0, 3000))).toBe(3000);
  });

  it('stay right where parts of a schema are left out', () => {
    const keys = Array.from({ length: 1100 }, (_, i) => `k${i}`);
    const all = fromJsonSchema({ allOf: keys.map((key) => ({ properties: { [key]: { type: 'number' } } })) });
    const any = fromJsonSchema({
      anyOf: keys.map((key) => ({ properties: { [key]: { type: 'number' } }, required: [key] })),
    });
    expect(hasValue(all, Object.fromEntries(keys.map((key) => [key, 1])))).toBe(true);
    expect(hasValue(all, { k0: 'x' })).toBe(false);
    for (const key of keys) expect(hasValue(any, { [key]: 1 })).toBe(true);
  });

  it('read whatever is typed', () => {
    for (const source of [
      '',
      '.',
      '|',
      ')',
      '"',
      '.a.',
      'def',
      '{',
      '[',
      '$',
      '@',
      '..a',
      '\\',
      '.[',
      '?//',
      '😀',
      '#',
    ]) {
      expect(() => infer(source, orderType), source).not.toThrow();
    }
  });
});
