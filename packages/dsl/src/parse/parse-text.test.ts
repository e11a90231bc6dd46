import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { parseText } from './parse-text.ts';
import { toValue } from './syntax-tree.ts';

const codes = (text: string) => parseText(text).diagnostics.map(({ code }) => code);
const value = (text: string) => toValue(parseText(text).tree!);

describe('parseText', () => {
  it('reads YAML and JSON into the same values', () => {
    expect(value('a: [1, x]\nb: {c: null}\n')).toEqual({ a: [1, 'x'], b: { c: null } });
    expect(value('{"a":[1,"x"],"b":{"c":null}}')).toEqual({ a: [1, 'x'], b: { c: null } });
  });
  it('keeps keys that JavaScript gives a meaning of its own as data', () => {
    const read = value('__proto__: {polluted: true}\nconstructor: 1\n') as Record<string, unknown>;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
  it('follows aliases and refuses those that contain themselves', () => {
    expect(value('a: &x {b: 1}\nc: *x\n')).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(codes('a: &x\n  b: *x\n')).toEqual(['unsupported_yaml']);
    expect(codes('a: *nowhere\n')).toEqual(['yaml_syntax']);
    expect(codes('a: &\u0000 b\n')).toEqual(['yaml_syntax']);
  });
  it('stops when aliases multiply', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 8; level++) {
      bomb.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    expect(codes(bomb.join('\n'))).toEqual(['limit_exceeded']);
  });
  it('refuses a second document and says where it begins', () => {
    const [finding] = parseText('a: 1\n---\nb: 2\n').diagnostics;
    expect(finding).toMatchObject({ code: 'several_documents', span: { line: 2, column: 1 } });
  });
  it('refuses what JSON cannot carry', () => {
    expect(codes('a: .nan\n')).toEqual(['unsupported_yaml']);
    expect(codes('a: !custom x\n')).toEqual(['unsupported_yaml']);
    expect(codes('[1]: x\n')).toEqual(['unsupported_yaml']);
    expect(codes('? \n: x\n')).toEqual(['unsupported_yaml']);
  });
  it('reports a key that is there twice at its second place', () => {
    const [finding] = parseText('a: 1\nb: 2\na: 3\n').diagnostics;
    expect(finding).toMatchObject({ code: 'duplicate_key', span: { line: 3, column: 1, start: 10, end: 11 } });
  });
  it('bounds length, depth and number of values', () => {
    expect(codes(' '.repeat(DEFAULT_LIMITS.maxLength + 1))).toEqual(['limit_exceeded']);
    expect(codes(`a: "${'x\n'.repeat(DEFAULT_LIMITS.maxUnusualLength)}`)).toEqual(['limit_exceeded']);
    expect(codes('['.repeat(50_000))).toEqual(['limit_exceeded']);
    expect(codes('- '.repeat(50_000))).toEqual(['limit_exceeded']);
    expect(codes('- a\n'.repeat(DEFAULT_LIMITS.maxNodes))).toEqual(['limit_exceeded']);
  });
  it('says where an unusual text that is too long stops being plain', () => {
    const [finding] = parseText(`${'a: 1\n'.repeat(1)}b: "\n${'x: 1\n'.repeat(40_000)}`).diagnostics;
    expect(finding).toMatchObject({ code: 'limit_exceeded', span: { line: 2 } });
  });
  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const text of [new TextDecoder().decode(bytes), String.fromCharCode(...bytes)]) {
          const { tree, diagnostics } = parseText(text);
          expect(tree !== undefined || diagnostics.length > 0).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('SourceMap', () => {
  const text =
    'do:\n  - "get Pet":\n      set: &v\n        a: 1\n        b: [x, {c: y}]\n      if: >-\n        .a\n        | .b\n';
  const { source } = parseText(text);
  const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);

  it('finds values and keys by JSON pointer', () => {
    expect(slice(source.valueSpan('/do/0/get Pet/set/b/1/c'))).toBe('y');
    expect(slice(source.keySpan('/do/0/get Pet'))).toBe('"get Pet"');
    expect(source.keySpan('/do/0/get Pet/set/a')).toMatchObject({ line: 4, column: 9 });
  });
  it('answers the nearest ancestor for what is not there', () => {
    expect(slice(source.valueSpan('/do/0/get Pet/set/b/7/z'))).toBe('[x, {c: y}]');
  });
  it('finds the innermost value at an offset', () => {
    expect(source.pointerAt(text.indexOf('y}'))).toBe('/do/0/get Pet/set/b/1/c');
    expect(source.pointerAt(text.indexOf('set:') + 1)).toBe('/do/0/get Pet/set');
    expect(source.pointerAt(text.indexOf('"get'))).toBe('/do/0/get Pet');
  });
  it('places parts of texts in any style of scalar', () => {
    const at = (yaml: string, part: string) => {
      const parsed = parseText(`k: ${yaml}\n`);
      const decoded = (toValue(parsed.tree!) as { k: string }).k;
      const start = decoded.indexOf(part);
      const span = parsed.source.textSpan('/k', start, start + part.length);
      return parsed.source.text.slice(span.start, span.end);
    };
    expect(at('plain .needle here', '.needle')).toBe('.needle');
    expect(at("'it''s .needle'", '.needle')).toBe('.needle');
    expect(at('"tab\\t \\u00e9 \\\\ .needle"', '.needle')).toBe('.needle');
    expect(at('|\n  first\n   second .needle\n', '.needle')).toBe('.needle');
    expect(at('>-\n  first\n  second\n\n  third .needle\n', '.needle')).toBe('.needle');
    expect(at('plain\n  over lines .needle', '.needle')).toBe('.needle');
  });
});
