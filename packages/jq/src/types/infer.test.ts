import { describe, expect, it } from 'vitest';
import { infer } from './infer.ts';
import { printType } from './print.ts';
import { orderType } from './sample-schemas.ts';
import { nullType, stringType, unknownType } from './type.ts';

const typeOf = (source: string): string => printType(infer(source, orderType).type);

/** `code severity part of the source`, with `!` for a certain one. */
const findings = (source: string, input = orderType): string[] =>
  infer(source, input, { context: orderType }).diagnostics.map(
    ({ code, severity, certain, span }) =>
      `${code} ${severity}${certain ? '!' : ''} ${source.slice(span.start, span.end)}`,
  );

describe('the type of a program', () => {
  it.each([
    ['.id', 'string<uuid>'],
    ['.total', 'number | null'],
    ['.items[].price', 'number'],
    ['.items[0].sku', 'string | null'],
    ['.items | map(.quantity) | add', 'number | null'],
    ['.items | length', 'integer'],
    ['{id, n: (.items | length)}', '{ id: string<uuid>, n: integer }'],
    ['[.id, .total]', '[string<uuid>, number | null]'],
    ['.customer.parent.parent.name', 'string | null'],
    ['.customer | [recurse(.parent // empty) | .name]', 'string[]'],
    ['reduce .items[] as $i (0; . + $i.price * $i.quantity)', 'number'],
    ['[foreach .items[] as $i ([]; . + [$i.sku])]', 'string[][]'],
    ['.items | group_by(.sku) | map({sku: .[0].sku, n: length})', '{ sku: string, n: integer }[]'],
    ['.items | sort_by(.price) | reverse | .[0:3] | map(.sku)', 'string[]'],
    ['.items | map({(.sku): .price}) | add', '{ [key]: number } | null'],
    ['.labels | to_entries | map(.value)', 'string[]'],
    ['.labels // {} | with_entries(.value |= ascii_upcase)', '{ [key]: string }'],
    ['.items | INDEX(.sku) | map_values(.price)', '{ [key]: number }'],
    ['.items | min_by(.price).sku', 'string | null'],
    ['[limit(3; .items[].sku)]', 'string[]'],
    ['.id as $i | .items | map({$i, sku})', '{ i: string<uuid>, sku: string }[]'],
    ['. as {items: [$first], customer: {$name}} | [$first.sku, $name]', '[string | null, string]'],
    ['def total: map(.price) | add; .items | total', 'number | null'],
    ['def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; 5 | fac', 'number'],
    ['def each(f): map(f); .items | each(.sku)', 'string[]'],
    ['.status as $s | {pending: 1, paid: 2}[$s]', '1 | 2 | null'],
    ['{a: 1, b: {c: 1}} * {b: {d: "x"}}', '{ a: 1, b: { c: 1, d: "x" } }'],
    ['[.. | numbers]', 'number[]'],
    ['getpath(["customer", "name"])', 'string'],
    ['[range(3)]', 'integer[]'],
    ['try error("x") catch .', 'unknown'],
    ['try (.id | tonumber) catch .', 'string | number'],
    ['"\\(.id): \\(.total)"', 'string'],
    ['@base64 "\\(.id)"', 'string'],
    ['.items | first(.[] | select(.quantity > 1)) // null | .sku', 'string | null'],
    ['$__loc__.line', 'integer'],
  ])('%s is %s', (source, type) => expect(typeOf(source)).toBe(type));

  it('says how many outputs there are and whether it can fail', () => {
    expect(infer('.id', orderType)).toMatchObject({ outputs: { min: 1, max: 1 }, canFail: false });
    expect(infer('.items[]', orderType)).toMatchObject({ outputs: { min: 0, max: 'many' }, canFail: false });
    expect(infer('select(.total)', orderType)).toMatchObject({ outputs: { min: 0, max: 1 }, canFail: false });
    expect(infer('.id | tonumber', orderType)).toMatchObject({ outputs: { min: 1, max: 1 }, canFail: true });
    expect(infer('empty', orderType)).toMatchObject({ outputs: { min: 0, max: 0 }, canFail: false });
    expect(infer('.a', unknownType).canFail).toBe(true);
  });

  it('takes the types of variables', () => {
    expect(printType(infer('$name + "x"', nullType, { name: stringType }).type)).toBe('string');
  });
});

describe('path updates', () => {
  it.each([
    ['.total = 5 | .total', '5'],
    ['.id |= length | .id', 'integer'],
    ['.total += 1 | .total', 'number'],
    ['.total //= 0 | .total', 'number'],
    ['.items[].price |= tostring | .items[0].price', 'string | null'],
    ['.customer.name |= length | .customer | [.name, .parent.name]', '[integer, string | null]'],
    ['.extra.deep = 1 | .extra', '{ deep: 1 }'],
    ['del(.total) | has("total")', 'false'],
    ['del(.items[] | select(.price > 9)) | .items | map(.sku)', 'string[]'],
    ['.items |= map(select(.quantity > 1)) | .items[0].sku', 'string | null'],
    ['(.items[] | select(.price > 9) | .note) = "dear" | [.items[].note]', '(string | null)[]'],
    ['.labels |= with_entries(.value |= length) | .labels', '{ [key]: integer }'],
    ['pick(.id, .customer.name)', '{ id: string<uuid>, customer: { name: string } }'],
    ['map_values(type) | .id', '"string"'],
    ['setpath(["a", "b"]; 1) | .a', '{ b: 1 }'],
  ])('%s is %s', (source, type) => expect(typeOf(source)).toBe(type));
});

describe('findings', () => {
  it.each([
    ['.custmer', ['unknown_property error custmer']],
    ['.items[].nte', ['undeclared_property warning nte']],
    ['.items.sku', ['cannot_index error! sku']],
    ['.id[0]', ['cannot_index error! .id[0]']],
    ['.id[]', ['cannot_iterate error! .id[]']],
    ['.id + 1', ['invalid_operation error! .id + 1']],
    ['.total / 0', ['invalid_operation error! .total / 0']],
    ['.total / .items[0].price', []],
    ['1 / 0', ['invalid_operation error! 1 / 0']],
    ['-.id', ['invalid_operation error! -.id']],
    ['{(.items): 1}', ['invalid_operation error! .items']],
    ['.id | keys', ['invalid_input error! keys']],
    ['.id | startswith(1)', ['invalid_argument error! 1']],
    ['.items | @csv "\\(.[0])"', ['invalid_input error! .[0]']],
    ['.status == "payd"', ['never_equal warning .status == "payd"']],
    ['if .total then .id == null else 0 end', ['never_equal warning .id == null']],
    ['.id == null', ['never_equal warning .id == null']],
    ['.id // "none"', ['unreachable_branch warning "none"']],
    ['if .id then 1 else 2 end', ['unreachable_branch warning 2']],
    ['selct(.id)', ['undefined_function error! selct']],
    ['map(.)|map', ['wrong_arity error! map']],
    ['$contxt', ['undefined_variable error! $contxt']],
    ['break $out', ['undefined_label error! break $out']],
    ['input', ['unsupported_function error! input']],
    ['def f: $nope; 1', ['undefined_variable error! $nope']],
  ])('%s: %j', (source, found) => expect(findings(source)).toEqual(found));

  it('suggests the nearest name and how to fix it', () => {
    const [property] = infer('.custmer.name', orderType).diagnostics;
    expect(property).toMatchObject({
      hint: 'Did you mean "customer"?',
      fix: { span: { start: 1, end: 8 }, text: 'customer' },
    });
    const [quoted] = infer('.["du date"]', orderType).diagnostics;
    expect(quoted).toMatchObject({ fix: { span: { start: 2, end: 11 }, text: '"due date"' } });
    const [items] = infer('.items.sku', orderType).diagnostics;
    expect(items).toMatchObject({ fix: { span: { start: 6, end: 6 }, text: '[]' } });
    const [constant] = infer('.status == "payd"', orderType).diagnostics;
    expect(constant).toMatchObject({ fix: { span: { start: 11, end: 17 }, text: '"paid"' } });
    const [name] = infer('lenght', orderType).diagnostics;
    expect(name).toMatchObject({ fix: { span: { start: 0, end: 6 }, text: 'length' } });
  });

  it('says certain only of what no input escapes', () => {
    expect(findings('if .total then .id + 1 else 0 end')).toEqual(['invalid_operation error .id + 1']);
    expect(findings('.items[] | .sku + 1')).toEqual(['invalid_operation error .sku + 1']);
    expect(findings('empty, (.id + 1)')).toEqual(['invalid_operation error! .id + 1']);
    expect(findings('first(1, (.id + 1))')).toEqual(['invalid_operation error .id + 1']);
    expect(findings('(empty | .id + 1), 2')).toEqual([]);
    expect(findings('def f: .id + 1; f')).toEqual(['invalid_operation error! .id + 1']);
    expect(findings('def f: .id + 1; 2')).toEqual([]);
    expect(findings('.total |= (., error)')).toEqual([]);
  });

  it('calls what the program catches a warning', () => {
    expect(findings('.id.x?')).toEqual(['cannot_index warning x']);
    expect(findings('try (.id + 1) catch 0')).toEqual(['invalid_operation warning .id + 1']);
  });

  it('is silent about what it does not know', () => {
    for (const source of ['.a.b.c', '.[] | keys', '. + 1', '.x == 1', 'if . then 1 else 2 end', 'map(select(.a))']) {
      expect(findings(source, unknownType)).toEqual([]);
    }
  });

  it('lets a program write properties that are not there', () => {
    expect(findings('.extra = 1')).toEqual([]);
    expect(findings('{} | .count += 1')).toEqual([]);
    expect(findings('.totl += 1')).toEqual(['unknown_property warning totl']);
    expect(findings('.labels.x')).toEqual([]);
  });

  it('reports a branch of a function only if no call reaches it', () => {
    const source = 'def f: if type == "string" then 1 else 2 end; [(.id | f), (.items | f)]';
    expect(findings(source)).toEqual([]);
    expect(findings('def f: if type == "string" then 1 else 2 end; .id | f')).toHaveLength(1);
  });

  it('passes on what the parser found', () => {
    expect(findings('.a | | .b')[0]).toMatch(/^unexpected_token error!/);
  });
});
