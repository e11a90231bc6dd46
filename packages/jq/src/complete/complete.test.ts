import { describe, expect, it } from 'vitest';
import { parse } from '../parse/parse.ts';
import { orderType } from '../types/sample-schemas.ts';
import { stringType, unknownType } from '../types/type.ts';
import { complete } from './complete.ts';
import type { CompletionItem } from './items.ts';

/** Completes where `^` stands in the text. */
function at(text: string, input = orderType): readonly CompletionItem[] {
  const offset = text.indexOf('^');
  return complete(text.replace('^', ''), offset, input, { context: orderType, secret: stringType });
}

const labels = (text: string, kind?: CompletionItem['kind']): string[] =>
  at(text)
    .filter((item) => kind === undefined || item.kind === kind)
    .map(({ label }) => label);

/** The source after an item has been taken. */
function taken(text: string, label: string): string {
  const source = text.replace('^', '');
  const item = at(text).find((candidate) => candidate.label === label);
  if (item === undefined) return 'no such item';
  return source.slice(0, item.span.start) + item.insertText + source.slice(item.span.end);
}

const CUSTOMER = ['name', 'email', 'parent'];
const ITEM = ['sku', 'price', 'quantity', 'note'];

describe('completion of properties', () => {
  it.each([
    ['.customer.^', CUSTOMER],
    ['.customer.^ | length', CUSTOMER],
    ['.customer | .^', CUSTOMER],
    ['.customer.parent.parent.^', CUSTOMER],
    ['.items[] | .^', ITEM],
    ['.items | .[0].^', ITEM],
    ['.items | map(.^', ITEM],
    ['.items | map(select(.pr^', ['price']],
    ['.items | sort_by(.^) | first', ITEM],
    ['reduce .items[] as $i (0; . + $i.^', ITEM],
    ['foreach .items[] as $i (0; . + 1; $i.^', ITEM],
    ['.items[] as $item | {a: $item.^', ITEM],
    ['if .customer.^ then 1 else 2 end', CUSTOMER],
    ['if .total then .customer.^', CUSTOMER],
    ['try .customer.^ catch .', CUSTOMER],
    ['"\\(.customer.^', CUSTOMER],
    ['$context.customer.^', CUSTOMER],
    ['.payment | select(.kind == "card") | .^', ['kind', 'number']],
    ['def f(g): .items[] | g; f(.^)', ITEM],
    ['.items |= map(.^)', ITEM],
    ['.items.^', ITEM.map((name) => `[].${name}`)],
    ['.id.^', []],
  ])('%s offers %j', (text, expected) => expect(labels(text)).toEqual(expected));

  it('offers keys in an object under construction, and variables', () => {
    expect(labels('.items | map({sku, ^', 'property')).toEqual(ITEM);
    expect(labels('{id, cus^', 'property')).toEqual(['customer']);
    expect(labels('{^', 'variable')).toEqual(['$secret', '$context']);
  });

  it('replaces the whole word and quotes what is no name', () => {
    expect(taken('.customer.na^me | length', 'email')).toBe('no such item');
    expect(taken('.customer.^nam | length', 'email')).toBe('.customer.email | length');
    expect(taken('.du^', 'due date')).toBe('."due date"');
    expect(taken('^', 'due date')).toBe('."due date"');
    expect(taken('.items.^', '[].sku')).toBe('.items.[].sku');
    for (const [text, label] of [
      ['.du^', 'due date'],
      ['.items.^', '[].sku'],
      ['{^}', 'due date'],
      ['.customer | ^', 'name'],
    ] as const) {
      expect(parse(taken(text, label)).diagnostics).toEqual([]);
    }
  });

  it('tells the type and what the schema says', () => {
    expect(at('.customer.na^')[0]).toMatchObject({ detail: 'string', documentation: 'Full name' });
    expect(at('.tot^')[0]).toMatchObject({ detail: 'number (optional)', documentation: undefined });
  });
});

describe('completion of names', () => {
  it('offers functions that take the value, with signature and documentation', () => {
    expect(labels('.id | as^', 'function').slice(0, 2)).toEqual(['ascii_downcase', 'ascii_upcase']);
    expect(labels('.items | asc^', 'function')).toEqual([]);
    const map = at('.items | ma^').find(({ label }) => label === 'map(f)');
    expect(map).toMatchObject({
      insertText: 'map(',
      detail: 'map(f): array | object -> array',
      documentation: 'All outputs of f for each item, in one array.',
    });
  });

  it('offers functions and parameters of the program', () => {
    expect(labels('def total(f; $x): 1; to^', 'function')[0]).toBe('total(f; $x)');
    expect(labels('def f(inner): inn^; f(.id)', 'function')[0]).toBe('inner');
    expect(labels('def f(inner; $v): inn^; 1', 'function')[0]).toBe('inner');
  });

  it('offers variables in scope, innermost first', () => {
    expect(labels('.items[] as $item | $^')).toEqual(['$item', '$secret', '$context']);
    expect(labels('. as {id: $i, $status} | [$^]')).toEqual(['$status', '$i', '$secret', '$context']);
    expect(labels('def f($x): $^; 1')).toContain('$x');
    expect(taken('$con^ | length', '$context')).toBe('$context | length');
  });

  it('offers keywords where they can stand', () => {
    expect(labels('.id ^', 'keyword')).toContain('and');
    expect(labels('.id ^', 'function')).toEqual([]);
    expect(labels('.id | i^', 'keyword')).toContain('if');
    expect(labels('@ba^')).toContain('@base64');
  });

  it('offers nothing in strings and comments', () => {
    expect(labels('.id == "a^"')).toEqual([]);
    expect(labels('.id # .^')).toEqual([]);
    expect(labels('"open ^')).toEqual([]);
  });
});

it('never throws, whatever is cut off', () => {
  const source =
    'def f($x; g): .items | map(select(.price > $x) | {sku, "n": (g | @base64 "\\(.)")}); f(1; .sku) as [$a] | $a';
  for (let offset = 0; offset <= source.length; offset += 1) {
    complete(source, offset, orderType);
    complete(source.slice(0, offset), offset, unknownType);
  }
  expect(complete('', 99, orderType).length).toBeGreaterThan(0);
  expect(complete('.', -5, orderType).length).toBeGreaterThan(0);
});
