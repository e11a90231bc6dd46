import { describe, expect, it } from 'vitest';
import { expressionOffset, isExpression, stripExpression } from '../index.ts';
import { analyseExpression, secretsRead } from './analyse.ts';

describe('expression marks', () => {
  it.each([
    ['${ .a }', true, '.a', 3],
    ['  ${.a}\n', true, '.a', 4],
    ['${\n  .a\n}', true, '.a', 5],
    ['.a', false, '.a', 0],
    ['  .a ', false, '.a', 2],
    ['Hello ${ .a }', false, 'Hello ${ .a }', 0],
    ['${}', false, '${}', 0],
  ])('of %j', (text, marked, stripped, offset) => {
    expect(isExpression(text)).toBe(marked);
    expect(stripExpression(text)).toBe(stripped);
    expect(expressionOffset(text)).toBe(offset);
  });
});

describe('secretsRead', () => {
  it('finds secrets however they are read', () => {
    const source = '{a: $secrets.shop, b: [$secrets["bank"] | .key], c: $secrets}';
    const { ast } = analyseExpression(source, ['secrets']);
    expect(secretsRead(ast!).map(({ name }) => name)).toEqual(['shop', 'bank']);
  });
});
