import type { BinaryOperator } from '../ast.ts';
import { equalText } from '../values/equal.ts';
import type { Json } from '../values/json.ts';
import type { Single } from './code.ts';

/** What an operator does in general. */
export type Operation = (a: Json, b: Json) => Json;

/** `left == "text"` */
export function equalsText(left: Single, text: string): Single {
  return (environment, input) => {
    const value = left(environment, input);
    return value === undefined ? undefined : equalText(text, value);
  };
}

type WithNumber = (left: Single, number: number, operation: Operation) => Single;

/** Operators with a number on the right; the operation itself is for other values on the left. */
export const WITH_NUMBER: Partial<Record<BinaryOperator, WithNumber>> = {
  '+': (left, number, operation) => (environment, input) => {
    const value = left(environment, input);
    if (typeof value === 'number') return value + number;
    return value === undefined ? undefined : operation(value, number);
  },
  '-': (left, number, operation) => (environment, input) => {
    const value = left(environment, input);
    if (typeof value === 'number') return value - number;
    return value === undefined ? undefined : operation(value, number);
  },
  '==': (left, number) => (environment, input) => {
    const value = left(environment, input);
    return value === undefined ? undefined : value === number;
  },
  '>': (left, number, operation) => (environment, input) => {
    const value = left(environment, input);
    if (typeof value === 'number') return value > number;
    return value === undefined ? undefined : operation(value, number);
  },
  '>=': (left, number, operation) => (environment, input) => {
    const value = left(environment, input);
    if (typeof value === 'number') return value >= number;
    return value === undefined ? undefined : operation(value, number);
  },
  '<': (left, number, operation) => (environment, input) => {
    const value = left(environment, input);
    if (typeof value === 'number' && !Number.isNaN(value)) return value < number;
    return value === undefined ? undefined : operation(value, number);
  },
  '<=': (left, number, operation) => (environment, input) => {
    const value = left(environment, input);
    if (typeof value === 'number' && !Number.isNaN(value)) return value <= number;
    return value === undefined ? undefined : operation(value, number);
  },
};

/** Forms with a shortcut for numbers (and, for equality, anything without parts). */
export const FAST: Partial<Record<BinaryOperator, (left: Single, right: Single, operation: Operation) => Single>> = {
  '+': (left, right, operation) => (environment, input) => {
    const b = right(environment, input);
    if (b === undefined) return undefined;
    const a = left(environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    return a === undefined ? undefined : operation(a, b);
  },
  '-': (left, right, operation) => (environment, input) => {
    const b = right(environment, input);
    if (b === undefined) return undefined;
    const a = left(environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return a === undefined ? undefined : operation(a, b);
  },
  '*': (left, right, operation) => (environment, input) => {
    const b = right(environment, input);
    if (b === undefined) return undefined;
    const a = left(environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a * b;
    return a === undefined ? undefined : operation(a, b);
  },
  '==': (left, right, operation) => (environment, input) => {
    const b = right(environment, input);
    if (b === undefined) return undefined;
    const a = left(environment, input);
    if (a === undefined) return undefined;
    if (typeof a === 'string') return equalText(a, b);
    return a === b || (typeof a === 'object' && operation(a, b));
  },
  '>': (left, right, operation) => (environment, input) => {
    const b = right(environment, input);
    if (b === undefined) return undefined;
    const a = left(environment, input);
    if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(b)) return a > b;
    return a === undefined ? undefined : operation(a, b);
  },
  '<': (left, right, operation) => (environment, input) => {
    const b = right(environment, input);
    if (b === undefined) return undefined;
    const a = left(environment, input);
    if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(a)) return a < b;
    return a === undefined ? undefined : operation(a, b);
  },
};
