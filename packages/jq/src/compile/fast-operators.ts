import type { BinaryOperator } from '../ast.ts';
import { equalText } from '../values/equal.ts';
import type { Json } from '../values/json.ts';
import type { Single } from './code.ts';
import { type Operand, read } from './operand.ts';

/** What an operator does in general. */
export type Operation = (a: Json, b: Json) => Json;

type Fast = (left: Operand, right: Operand, operation: Operation) => Single;

/**
 * Direct code for operators, with a shortcut for numbers (and, for equality, anything without parts); the operation itself
 * is for all other values. NaN is less than any number, itself included.
 */
export const FAST: Readonly<Record<BinaryOperator, Fast>> = {
  '+': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    return a === undefined ? undefined : operation(a, b);
  },
  '-': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return a === undefined ? undefined : operation(a, b);
  },
  '*': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a * b;
    return a === undefined ? undefined : operation(a, b);
  },
  '/': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number' && b !== 0) return a / b;
    return a === undefined ? undefined : operation(a, b);
  },
  '%': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0) return ((a as number) % (b as number)) + 0;
    return a === undefined ? undefined : operation(a, b);
  },
  '==': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (a === undefined) return undefined;
    if (typeof a === 'string') return equalText(a, b);
    return a === b || (typeof a === 'object' && operation(a, b));
  },
  '!=': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (a === undefined) return undefined;
    if (typeof a === 'string') return !equalText(a, b);
    return a !== b && (typeof a !== 'object' || operation(a, b));
  },
  '>': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(b)) return a > b;
    return a === undefined ? undefined : operation(a, b);
  },
  '>=': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(b)) return a >= b;
    return a === undefined ? undefined : operation(a, b);
  },
  '<': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(a)) return a < b;
    return a === undefined ? undefined : operation(a, b);
  },
  '<=': (left, right, operation) => (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(a)) return a <= b;
    return a === undefined ? undefined : operation(a, b);
  },
};
