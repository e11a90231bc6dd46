import { describe, expect, test } from 'vitest';
import { deepFreeze } from '../test/outcome.ts';
import { JqError, JqLimitError } from './errors.ts';
import { compile, run, runEach, runFirst } from './program.ts';
import type { Json } from './values/json.ts';

const outputs = (source: string, input: Json = null): Json[] => run(compile(source), input);

function raised(source: string, input: Json = null): JqError {
  try {
    outputs(source, input);
  } catch (error) {
    if (error instanceof JqError) return error;
    throw error;
  }
  throw new Error(`${source} raised nothing`);
}

describe('an error that nothing catches', () => {
  test.each([
    ['.a.b', { a: 1 }, 'Cannot index number with string ("b")', 'b'],
    ['[.[] | . + 1]', ['x'], 'string ("x") and number (1) cannot be added', '. + 1'],
    ['.[]', 1, 'Cannot iterate over number (1)', '.[]'],
    ['1, (keys | first)', 5, 'number (5) has no keys', 'keys'],
    ['{(.a): 1}', { a: 1 }, 'Cannot use number (1) as object key', '.a'],
    ['"\\(.a | tonumber)"', { a: 'x' }, 'string ("x") cannot be parsed as a number', 'tonumber'],
    ['reverse', 1e14, 'Cannot index number with number (99999999999999)', 'reverse'],
    ['fromstream(.)', ['a', 1], 'array (["x"]) and string ("a") cannot be added', 'fromstream(.)'],
    ['.a |= ltrimstr(1)', { a: 'x' }, 'startswith() requires string inputs', 'ltrimstr(1)'],
  ] as const)('in %s has its message, code and place', (source, input, message, place) => {
    const error = raised(source, input as Json);
    expect([error.code, error.message]).toEqual(['jq_error', message]);
    expect(source.slice(error.span!.start, error.span!.end)).toContain(place);
  });

  test('carries the value that was raised', () => {
    expect(raised('error({a: 1})')).toMatchObject({ value: { a: 1 }, message: '(not a string): {"a":1}' });
    expect(raised('error(null)')).toMatchObject({ value: null });
  });

  test('comes after the outputs before it', () => {
    const seen: Json[] = [];
    const program = compile('1, 2, error("x"), 3');
    expect(() => runEach(program, null, (value) => seen.push(value) > 0)).toThrow('x');
    expect(seen).toEqual([1, 2]);
  });

  test('leaves nothing behind for the next run', () => {
    for (const source of [
      '[.[] | try (., error("x")) catch error(.)]',
      'def f: f; f',
      'last(repeat(1))',
      'test("(" * 3)',
    ]) {
      expect(() => outputs(source, ['a'])).toThrow();
      expect(outputs('[.[] | try error catch .], first(range(5; 9)), [limit(2; repeat(1))]', [1, 2])).toEqual([
        [1, 2],
        5,
        [1, 1],
      ]);
    }
  });
});

describe('a run', () => {
  test('ends when the visitor has enough', () => {
    const seen: Json[] = [];
    runEach(compile('repeat(1)'), null, (value) => seen.push(value) < 3);
    expect(seen).toEqual([1, 1, 1]);
  });

  test('binds variables by name, also odd ones, and null to those that are not given', () => {
    const program = compile('[$a, $constructor, $__proto__, $b]', {
      variables: ['a', 'constructor', '__proto__', 'b'],
    });
    expect(run(program, null, { variables: { a: 1 } })).toEqual([[1, null, null, null]]);
    const variables = JSON.parse('{"constructor": 2, "__proto__": 3}') as Record<string, Json>;
    expect(run(program, null, { variables })).toEqual([[null, 2, 3, null]]);
    expect(runFirst(compile('$constructor', { variables: ['constructor'] }), null)).toBeNull();
  });

  test('knows no time but the one it is given', () => {
    expect(run(compile('now'), null, { now: 5 })).toEqual([5]);
    expect(() => run(compile('now'), null)).toThrow('the caller gave no time');
  });

  test('sees no environment and no file', () => {
    expect(outputs('env, input_filename, have_decnum')).toEqual([{}, null, false]);
  });

  test.each([
    '.a[0] = 5 | .b.c |= . + 1 | del(.a[1]) | .d += [1]',
    'reduce range(5) as $i (.; .a[$i] = $i | .b.c += [$i])',
    'walk(if type == "array" then sort else . end) | to_entries | map(.value) | add?',
    'map_values(.) | with_entries(.key |= "x" + .) | [paths] | flatten | reverse',
    '.. |= (if type == "number" then . + 1 else . end)',
  ])('changes nothing of its input: %s', (source) => {
    const input = { a: [3, 1, 2], b: { c: null }, d: [] };
    expect(() => outputs(source, deepFreeze(input))).not.toThrow();
    expect(input).toEqual({ a: [3, 1, 2], b: { c: null }, d: [] });
  });
});

describe('keys that mean something to JavaScript', () => {
  test.each([
    '.["__proto__"].polluted = 1',
    '.constructor.prototype.polluted = 1',
    'setpath(["__proto__", "polluted"]; 1)',
    '{"__proto__": {polluted: 1}} * {"__proto__": {polluted: 2}}',
    '[{key: "__proto__", value: {polluted: 1}}] | from_entries',
    '{a: {polluted: 1}} | with_entries(.key = "__proto__")',
    '"{\\"__proto__\\": {\\"polluted\\": 1}}" | fromjson | . + {b: 1} | .b = 2 | tojson | fromjson',
    'reduce range(3) as $i ({}; .["__proto__"].polluted += $i)',
    'INDEX({polluted: 1}; "__proto__")',
  ])('are data in %s', (source) => {
    const [output] = outputs(source, null);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const object = (Array.isArray(output) ? output[0] : output) as object;
    expect(Object.hasOwn(object, '__proto__') || Object.hasOwn(object, 'constructor')).toBe(true);
  });

  test('are not there unless the input has them', () => {
    const source = '[.constructor, .__proto__, .toString, .length, .["0"], has("constructor"), has("__proto__")]';
    expect(outputs(source, {})).toEqual([[null, null, null, null, null, false, false]]);
    expect(outputs('[.constructor?, .length?, .a?.constructor?]', 'text')).toEqual([[]]);
    expect(raised('.length', [1]).message).toBe('Cannot index array with string ("length")');
    expect(runFirst(compile('.a.length'), { a: { length: 5 } })).toBe(5);
    expect(() => runFirst(compile('.a["0"]'), { a: ['x'] })).toThrow('Cannot index array with string ("0")');
  });
});

describe('values', () => {
  test('grow by themselves once, not without end', () => {
    expect(outputs('reduce range(3) as $i ([0]; . + .) | length')).toEqual([8]);
    expect(outputs('reduce range(3) as $i ({a: [1]}; .a += .a) | .a | length')).toEqual([8]);
    expect(outputs('reduce range(3) as $i ({a: 1}; . + .)')).toEqual([{ a: 1 }]);
  });

  test('that are whole numbers beyond 2^53 are the nearest double', () => {
    const expected = ['9007199254740992', '1e+31', '-9007199254740992'];
    expect(outputs('[., 10000000000000000000000000000001, -. | tojson]', 2 ** 53 + 1)).toEqual([expected]);
  });

  test('of Bessel functions are right to 12 digits', () => {
    // Abramowitz & Stegun, Handbook of Mathematical Functions, table 9.1 and 9.2.
    const [values] = outputs('[(2 | j0, j1, y0, y1), jn(2; 2), yn(2; 2)]') as [number[]];
    const expected = [
      0.2238907791412, 0.5767248077569, 0.5103756726497, -0.1070324315409, 0.3528340286156, -0.6174081041907,
    ];
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, 12);
    expect(outputs('[jn(1e300; 1), jn(nan; 1), jn(2000; 1e-300), jn(0; 0)]')).toEqual([[0, 0, 0, 1]]);
  });
});

describe('limits', () => {
  test.each(['try repeat(1) catch 1', 'repeat(1)?', '(def f: f; f) // 1', 'label $out | repeat(1)'])(
    'cannot be caught by the program: [%s]',
    (source) => {
      expect(() => run(compile(`[${source}]`), null)).toThrow(JqLimitError);
    },
  );

  test.each([
    ['last(repeat(1))', 'fuel'],
    ['"a" * 2e7', 'size'],
  ])('say which of them was reached: %s', (source, limit) => {
    const attempt = (): unknown => run(compile(source), null, { fuel: 2e6 });
    expect(attempt).toThrow(expect.objectContaining({ code: 'jq_limit', limit }));
  });
});
