import type { BinaryOperator } from '../ast.ts';
import { equalText } from '../values/equal.ts';
import type { Json } from '../values/json.ts';
import type { Single } from './code.ts';
import { INPUT, type Operand, read } from './operand.ts';

/** What an operator does in general. */
export type Operation = (a: Json, b: Json) => Json;

/**
 * `. + value`, the usual step of a reduction. Calls the closure of the value, which an engine takes into the loop with all
 * that it does, environment included, where `read` is too much for that.
 */
function addToInput(value: Single, operation: Operation): Single {
  return (environment, input) => {
    const b = value(environment, input);
    if (typeof input === 'number' && typeof b === 'number') return input + b;
    return b === undefined ? undefined : operation(input, b);
  };
}

type Fast = (left: Operand, right: Operand, operation: Operation) => Single;

function sum(left: Operand, right: Operand, operation: Operation): Single {
  return (environment, input) => {
    const b = read(right, environment, input);
    if (b === undefined) return undefined;
    const a = read(left, environment, input);
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    return a === undefined ? undefined : operation(a, b);
  };
}

/**
 * Direct code for operators, with a shortcut for numbers (and, for equality, anything without parts); the operation itself
 * is for all other values. NaN is less than any number, itself included.
 */
export const FAST: Readonly<Record<BinaryOperator, Fast>> = {
  '+': (left, right, operation) =>
    left.kind === INPUT ? addToInput(right.single, operation) : sum(left, right, operation),
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
