import { expect, it } from 'vitest';
import { join, tupleOf } from './join.ts';
import { typeOfValue } from './of-value.ts';
import { printKinds, printType } from './print.ts';
import { orderType } from './sample-schemas.ts';
import {
  arrayOf,
  booleanType,
  neverType,
  nullType,
  numberType,
  recordOf,
  stringConstants,
  stringType,
} from './type.ts';

it('prints types in the notation of TypeScript', () => {
  expect(printType(neverType)).toBe('never');
  expect(printType(join(booleanType, nullType))).toBe('boolean | null');
  expect(printType(arrayOf(join(stringType, nullType)))).toBe('(string | null)[]');
  expect(printType(arrayOf(arrayOf(numberType)))).toBe('number[][]');
  expect(printType(tupleOf([stringType, numberType]))).toBe('[string, number]');
  expect(printType(recordOf(numberType))).toBe('{ [key]: number }');
  expect(printType(typeOfValue({ a: 1, 'b c': [] }))).toBe('{ a: 1, "b c": [] }');
});

it('leaves out what is too deep or too wide', () => {
  expect(printType(orderType, { depth: 0 })).toBe('Order');
  expect(printType(orderType, { depth: 1, width: 2 })).toBe(
    '{ id: string<uuid>, status: "pending" | "paid" | ..., ... }',
  );
  expect(printType(stringConstants(['a', 'b', 'c']), { width: 2 })).toBe('"a" | "b" | ...');
  expect(printType(typeOfValue({ a: { b: { c: { d: 1 } } } }))).toBe('{ a: { b: {...} } }');
});

it("names kinds in jq's words", () => {
  expect(printKinds(join(stringType, nullType))).toBe('null or string');
});
