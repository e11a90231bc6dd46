import type { BinaryOperator } from '../ast.ts';
import type { Json } from '../values/json.ts';
import type { Code } from './code.ts';
import { type Holder, isOwnOnly } from './glance.ts';
import { type Reader, readerOf } from './readers.ts';

/** A comparison of a field with a number or a short text, as most conditions are: loops do these in place. */
export interface Comparison {
  readonly field: Reader;
  readonly operator: BinaryOperator;
  readonly constant: Json;
}

const OPERATORS: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Longest text that is compared in place: a longer one costs fuel. */
const MAX_TEXT = 64;

/** The comparison that an expression is; undefined if it is something else. */
export function comparisonOf(left: Code, operator: BinaryOperator, right: Code): Comparison | undefined {
  const [field, further] = left.fields ?? [];
  const { constant } = right;
  if (field === undefined || further !== undefined || !OPERATORS.has(operator) || !isOwnOnly(field.name))
    return undefined;
  const isText = typeof constant === 'string' && constant.length <= MAX_TEXT;
  if (typeof constant !== 'number' && !(isText && (operator === '==' || operator === '!='))) return undefined;
  return { field: readerOf(field.name), operator, constant };
}

/** The answer for an item; undefined where the values are of other kinds. */
export function compareField({ field, operator, constant }: Comparison, item: Json): boolean | undefined {
  const value = field(item as Holder) as Json | undefined;
  if (typeof value === 'number' && typeof constant === 'number') return compareNumbers(value, operator, constant);
  if (typeof value !== 'string' || typeof constant !== 'string') return undefined;
  return (value.length === constant.length && value === constant) === (operator === '==');
}

/** NaN is left to the general order. */
function compareNumbers(value: number, operator: BinaryOperator, constant: number): boolean | undefined {
  switch (operator) {
    case '>':
      return value > constant;
    case '>=':
      return value >= constant;
    case '==':
      return value === constant;
    case '!=':
      return value !== constant;
    case '<':
      return value < constant || (Number.isNaN(value) ? undefined : false);
    default:
      return value <= constant || (Number.isNaN(value) ? undefined : false);
  }
}
