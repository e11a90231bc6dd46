import type { Expression, FunctionDefinition } from '../ast.ts';
import { type Type, unknownType } from './type.ts';

/** A function argument: an expression with the names it can see. */
export interface Closure {
  readonly node: Expression;
  readonly scope: Scope;
}

/** `$name` */
export interface VariableEntry {
  readonly kind: 'variable';
  readonly name: string;
  readonly type: Type;
  readonly next: Scope;
}

/** `def name(...)`; the entry itself is in scope in its body. */
export interface FunctionEntry {
  readonly kind: 'function';
  readonly name: string;
  readonly arity: number;
  readonly definition: FunctionDefinition;
  readonly next: Scope;
}

/** A parameter called like a function; `type` is set for one passed by value. */
export interface ParameterEntry {
  readonly kind: 'parameter';
  readonly name: string;
  readonly closure: Closure | undefined;
  readonly type: Type | undefined;
  readonly next: Scope;
}

/** The names an expression can see, innermost first. */
export type Scope = VariableEntry | FunctionEntry | ParameterEntry | undefined;

export const bindVariable = (scope: Scope, name: string, type: Type): Scope => ({
  kind: 'variable',
  name,
  type,
  next: scope,
});

export const bindFunction = (scope: Scope, definition: FunctionDefinition): FunctionEntry => ({
  kind: 'function',
  name: definition.name,
  arity: definition.parameters.length,
  definition,
  next: scope,
});

export const bindParameter = (scope: Scope, name: string, closure: Closure): Scope => ({
  kind: 'parameter',
  name,
  closure,
  type: undefined,
  next: scope,
});

export const bindValue = (scope: Scope, name: string, type: Type): Scope => ({
  kind: 'parameter',
  name,
  closure: undefined,
  type,
  next: bindVariable(scope, name, type),
});

/** A function parameter of which nothing is known. */
export const bindAny = (scope: Scope, name: string): Scope => ({
  kind: 'parameter',
  name,
  closure: undefined,
  type: unknownType,
  next: scope,
});

export function findVariable(scope: Scope, name: string): Type | undefined {
  for (let entry = scope; entry !== undefined; entry = entry.next) {
    if (entry.kind === 'variable' && entry.name === name) return entry.type;
  }
  return undefined;
}

export function findFunction(scope: Scope, name: string, arity: number): FunctionEntry | ParameterEntry | undefined {
  for (let entry = scope; entry !== undefined; entry = entry.next) {
    if (entry.kind === 'variable' || entry.name !== name) continue;
    if (entry.kind === 'parameter' ? arity === 0 : entry.arity === arity) return entry;
  }
  return undefined;
}
