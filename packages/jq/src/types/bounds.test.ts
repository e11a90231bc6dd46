import { describe, expect, it } from 'vitest';
import { infer } from './infer.ts';
import { hasValue } from './of-value.ts';
import { printType } from './print.ts';
import { orderType } from './sample-schemas.ts';
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
