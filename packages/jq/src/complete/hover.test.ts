import { describe, expect, it } from 'vitest';
import { orderType } from '../types/sample-schemas.ts';
import { stringType } from '../types/type.ts';
import { hover } from './hover.ts';

/** What is shown where `^` stands: the part of the source, its type, its documentation. */
function at(text: string): readonly [string, string, string | undefined] | undefined {
  const source = text.replace('^', '');
  const found = hover(source, text.indexOf('^'), orderType, { secret: stringType });
  if (found === undefined) return undefined;
  return [source.slice(found.span.start, found.span.end), found.type, found.documentation];
}

describe('hover', () => {
  it.each([
    ['.customer.na^me', 'name', 'string', 'Full name'],
    ['.i^d | length', 'id', 'string<uuid>', 'Identifier of the order'],
    ['.items | map(.s^ku)', 'sku', 'string', undefined],
    ['$sec^ret', '$secret', 'string', undefined],
    [
      '.items[] as $i^t | $it.sku',
      '$it',
      '{ sku: string, price: number, quantity: integer, note?: string | null, ... }',
      undefined,
    ],
    ['. as {$sta^tus} | 1', '$status', '"pending" | "paid" | "done"', undefined],
    ['reduce .items[] as $i (0; . + $i.pri^ce)', 'price', 'number', undefined],
    ['{to^p: .total}', 'top', 'number | null', undefined],
    ['{i^d}', 'id', 'string<uuid>', 'Identifier of the order'],
    ['if .i^d then 1 else 2 end', 'id', 'string<uuid>', 'Identifier of the order'],
    ['"\\(.i^d)"', 'id', 'string<uuid>', 'Identifier of the order'],
    ['.items[0^]', '0', '0', undefined],
    [
      '.items | len^gth',
      'length',
      'integer',
      'length: null | number | string | array | object -> number\nCode points, items, entries; absolute value.',
    ],
    [
      '.items | (len^gth > 1)',
      'length',
      'integer',
      'length: null | number | string | array | object -> number\nCode points, items, entries; absolute value.',
    ],
    ['def f: .i^d; 1', 'id', 'unknown', undefined],
    ['def f: .i^d; f', 'id', 'string<uuid>', 'Identifier of the order'],
    ['def g: 1; g^', 'g', '1', undefined],
    ['.items[] | .price ^* 2', '.price * 2', 'number', undefined],
    ['.customer. | .na^me', 'name', 'unknown', undefined],
  ])('%s', (text, part, type, documentation) => expect(at(text)).toEqual([part, type, documentation]));

  it('joins what a function is called with', () => {
    expect(at('def f: .^; [(.id | f), (.total | f)]')?.[1]).toBe('string<uuid> | number | null');
  });

  it('is silent where nothing stands, and never throws', () => {
    expect(at('   ^   ')).toBeUndefined();
    const source = '.items | map(select(.price > 1) | {sku, n: "\\(.sku)"}) | .[0] as {$sku} | $sku';
    for (let offset = 0; offset <= source.length; offset += 1) {
      hover(source, offset, orderType);
      hover(source.slice(0, offset), offset, orderType);
    }
  });
});
