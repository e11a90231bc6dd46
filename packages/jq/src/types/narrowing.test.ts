import { describe, expect, it } from 'vitest';
import { fromJsonSchema } from './from-json-schema.ts';
import { infer } from './infer.ts';
import { printType } from './print.ts';
import { orderType } from './sample-schemas.ts';
import { unknownType } from './type.ts';

const mixed = fromJsonSchema({
  type: 'object',
  required: ['v', 'kind'],
  additionalProperties: false,
  properties: {
    v: { type: ['string', 'number', 'array', 'null'], items: { type: 'boolean' } },
    kind: { enum: ['a', 'b', 'c'] },
    maybe: { type: 'string' },
    flag: { type: ['boolean', 'null'] },
  },
});

const typeOf = (source: string, input = mixed): string => printType(infer(source, input, { context: mixed }).type);

describe('narrowing', () => {
  it.each([
    ['if .v == null then 0 else .v end', 'boolean[] | string | number'],
    ['if .v != null then .v else "" end', 'boolean[] | string | number'],
    ['if .v then .v else "" end', 'boolean[] | string | number'],
    ['if (.v | type) == "string" then .v else "" end', 'string'],
    ['if (.v | type) != "array" then .v else 1 end', 'string | number | null'],
    ['.v | if type == "array" then .[0] else true end', 'boolean | null'],
    ['if .kind == "a" then .kind else "x" end', '"a" | "x"'],
    ['if .kind != "a" then .kind else "x" end', '"b" | "c" | "x"'],
    ['if .kind == "a" or .kind == "b" then .kind else "x" end', '"a" | "b" | "x"'],
    ['if .kind == "a" and .v == null then [.kind, .v] else null end', '["a", null] | null'],
    ['if (.kind == "a" | not) then .kind else "b" end', '"b" | "c"'],
    ['if .kind | IN("a", "b") then .kind else "x" end', '"a" | "b" | "x"'],
    ['if .kind | IN("a", "b") | not then .kind else "x" end', '"c" | "x"'],
    ['if has("maybe") then .maybe else "" end', 'string'],
    ['if .v > 5 then .v else 0 end', 'boolean[] | string | number'],
    ['if .v < 5 then .v else 0 end', 'number | null'],
    ['select(.v | type == "number") | .v', 'number'],
    ['select(.maybe) | .maybe', 'string'],
    ['.v | strings', 'string'],
    ['.v | values', 'boolean[] | string | number'],
    ['.v // "x"', 'boolean[] | string | number'],
    ['.maybe // "x"', 'string'],
    ['.flag // empty', 'true'],
    ['[.v | scalars]', '(string | number | null)[]'],
    ['(.v | .[0])? // true', 'true'],
    ['select($context.maybe != null) | $context.maybe', 'string'],
    ['if $context.kind == "a" then $context.kind else "z" end', '"a" | "z"'],
    ['.kind as $k | if $k == "a" then $k else "z" end', '"a" | "z"'],
    ['def isA: .kind == "a"; select(isA) | .kind', '"a"'],
    ['def type: "string"; if (.v | type) == "string" then .v else 1 end', 'boolean[] | string | number | null'],
  ])('%s is %s', (source, type) => expect(typeOf(source)).toBe(type));

  it('tells the alternatives of a union apart', () => {
    expect(typeOf('.payment | select(.kind == "card") | .number', orderType)).toBe('string');
    expect(typeOf('if .payment.kind == "card" then .payment.number else .payment.iban end', orderType)).toBe(
      'string | null',
    );
    expect(typeOf('.payment // empty | if .kind == "bank" then .iban else .number end', orderType)).toBe('string');
    expect(typeOf('.payment // empty | if has("iban") then .iban else .number end', orderType)).toBe('string');
  });

  it('learns the shape of an unknown value', () => {
    expect(typeOf('select(.a == 1) | .a', unknownType)).toBe('1');
    expect(typeOf('select(has("a")) | keys', unknownType)).toBe('string[]');
    expect(typeOf('if type == "object" then keys else [] end', unknownType)).toBe('string[]');
  });
});
