import type { Alternative, Binary, BinaryOperator, Expression, Logical, Negate, Span } from '../ast.ts';
import { add, divide, modulo, multiply, negate, subtract } from '../operators/arithmetic.ts';
import { Afterwards } from '../runtime/choices.ts';
import type { Stream } from '../runtime/environment.ts';
import { BACKTRACK, push, send } from '../runtime/machine.ts';
import { located } from '../runtime/raise.ts';
import { compare } from '../values/compare.ts';
import { equal } from '../values/equal.ts';
import type { Json } from '../values/json.ts';
import { isTrue } from '../values/kind.ts';
import { areBounded, Code, computed, type Each, type Revise, type Single, weightOf } from './code.ts';
import { forCombinations } from './combine.ts';
import { comparisonOf } from './comparison.ts';
import type { Compiler } from './compiler.ts';
import { FAST, type Operation } from './fast-operators.ts';
import { isIsolated } from './isolation.ts';
import { type Operand, operandOf, read } from './operand.ts';
import type { Scope } from './scope.ts';

/** What each operator does with two values. */
export const OPERATIONS: Readonly<Record<BinaryOperator, (a: Json, b: Json) => Json>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': modulo,
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  '<': (a, b) => compare(a, b) < 0,
  '<=': (a, b) => compare(a, b) <= 0,
  '>': (a, b) => compare(a, b) > 0,
  '>=': (a, b) => compare(a, b) >= 0,
};

/** Arithmetic and comparison; the right side is the outer loop. */
export function compileBinary(node: Binary, scope: Scope, compiler: Compiler): Code {
  const left = compiler.compile(node.left, scope);
  const right = compiler.compile(node.right, scope);
  const operation = withSpan(OPERATIONS[node.operator], node.span);
  return new Code({
    single: binarySingle(left, right, node.operator, operation),
    revise:
      node.operator === '+' && node.left.kind === 'identity' ? appendRevise(right.single, node.right, operation) : null,
    comparison: comparisonOf(left, node.operator, right),
    bounded: areBounded(left, right),
    weight: weightOf(left, right),
    stream: () => (environment, input, path, emit) =>
      forCombinations([right, left], environment, input, ([b, a]) => {
        const value = operation(a!, b!);
        return send(emit, value, path);
      }),
  });
}

function withSpan(operation: (a: Json, b: Json) => Json, span: Span): (a: Json, b: Json) => Json {
  return (a, b) => {
    try {
      return operation(a, b);
    } catch (error) {
      throw located(error, span);
    }
  };
}

/** `. + value`: items and entries are added to the draft in place. */
function appendRevise(right: Single | null, node: Expression, operation: Operation): Revise | null {
  if (right === null) return null;
  const isolated = isIsolated(node);
  return (environment, draft) => {
    const value = right(environment, draft.root);
    if (value === undefined) return false;
    draft.append(value, isolated, operation);
    return true;
  };
}

function binarySingle(left: Code, right: Code, operator: BinaryOperator, operation: Operation): Single | null {
  const first = operandOf(left);
  const second = operandOf(right);
  return first && second && FAST[operator](first, second, operation);
}

/** `-operand` */
export function compileNegate(node: Negate, scope: Scope, compiler: Compiler): Code {
  const operand = compiler.compile(node.operand, scope);
  const minus = withSpan((value) => negate(value), node.span);
  return new Code({
    single: operand.single && negateSingle(operand.single, minus),
    bounded: areBounded(operand),
    weight: weightOf(operand),
    stream: () => {
      const { stream } = operand;
      return (environment, input, path, emit) =>
        stream(environment, input, path, (value, at) => {
          const output = minus(value, null);
          return send(emit, output, at);
        });
    },
  });
}

function negateSingle(operand: Single, minus: Operation): Single {
  return (environment, input) => {
    const value = operand(environment, input);
    return value === undefined ? undefined : minus(value, null);
  };
}

/** `and`, `or`: the right side is looked at only where the left leaves the answer open. */
export function compileLogical(node: Logical, scope: Scope, compiler: Compiler): Code {
  const left = compiler.compile(node.left, scope);
  const right = compiler.compile(node.right, scope);
  const decided = node.operator === 'or';
  const first = operandOf(left);
  const second = operandOf(right);
  if (first !== null && second !== null) return computed(logicalSingle(first, second, decided), weightOf(left, right));
  return new Code({
    bounded: areBounded(left, right),
    weight: weightOf(left, right),
    stream: () => logicalStream(left.stream, right.stream, decided),
  });
}

function logicalSingle(left: Operand, right: Operand, decided: boolean): Single {
  return (environment, input) => {
    const a = read(left, environment, input);
    if (a === undefined) return undefined;
    if (isTrue(a) === decided) return decided;
    const b = read(right, environment, input);
    return b === undefined ? undefined : isTrue(b);
  };
}

function logicalStream(left: Stream, right: Stream, decided: boolean): Stream {
  return (environment, input, path, emit) =>
    left(environment, input, path, (a, at) => {
      if (isTrue(a) === decided) return send(emit, decided, at);
      return right(environment, input, at, (b, after) => send(emit, isTrue(b), after));
    });
}

/** `left // right`: the true outputs of the left side, or else the right side. */
export function compileAlternative(node: Alternative, scope: Scope, compiler: Compiler): Code {
  const left = compiler.compile(node.left, scope);
  const right = compiler.compile(node.right, scope);
  return new Code({
    single: alternativeSingle(operandOf(left), operandOf(right)),
    each: alternativeEach(left.each, right.each),
    weight: weightOf(left, right),
    stream: () => alternativeStream(left.stream, right.stream),
  });
}

function alternativeSingle(left: Operand | null, right: Operand | null): Single | null {
  if (left === null || right === null) return null;
  return (environment, input) => {
    const value = read(left, environment, input);
    return value === undefined || value === null || value === false ? read(right, environment, input) : value;
  };
}

function alternativeEach(left: Each | null, right: Each | null): Each | null {
  if (left === null || right === null) return null;
  return (environment, input, visit) => {
    let found = false;
    const done = left(environment, input, (value) => {
      if (!isTrue(value)) return true;
      found = true;
      return visit(value);
    });
    return found ? done : right(environment, input, visit);
  };
}

function alternativeStream(left: Stream, right: Stream): Stream {
  return (environment, input, path, emit) => {
    let found = false;
    push(new Afterwards(() => (found ? BACKTRACK : right(environment, input, path, emit))));
    return left(environment, input, path, (value, at) => {
      if (!isTrue(value)) return BACKTRACK;
      found = true;
      return send(emit, value, at);
    });
  };
}
