import type { Call, Expression } from '../ast.ts';
import { forEachChild } from './children.ts';
import type { Engine } from './engine.ts';
import { type Flow, forEach, one } from './flow.ts';
import {
  bindParameter,
  bindValue,
  type Closure,
  type FunctionEntry,
  findFunction,
  type ParameterEntry,
  type Scope,
} from './scope.ts';
import { neverType, type Type, unknownType } from './type.ts';

/** The arguments of a call, followed as far as they are evaluated before the body. */
export interface Arguments {
  readonly closures: readonly (Closure | undefined)[];
  readonly values: readonly Type[];
  /** The combinations of the values of `$` parameters. */
  readonly outer: Flow;
}

export function followArguments(
  engine: Engine,
  entry: FunctionEntry,
  node: Call,
  input: Type,
  scope: Scope,
): Arguments {
  const values: Type[] = [];
  let outer: Flow = one(neverType);
  const closures = entry.definition.parameters.map((parameter, i) => {
    const argument = node.arguments[i]!;
    if (!parameter.byValue) {
      values.push(unknownType);
      return passedOn(argument, scope);
    }
    const flow = engine.flow(argument, input, scope);
    values.push(flow.type);
    outer = forEach(flow, outer);
    return undefined;
  });
  return { closures, values, outer };
}

/** The closure of an argument; a parameter that is handed on as it is stays the same closure. */
function passedOn(node: Expression, scope: Scope): Closure {
  if (node.kind === 'call' && node.arguments.length === 0) {
    const entry = findFunction(scope, node.name, 0);
    if (entry?.kind === 'parameter' && entry.closure !== undefined) return entry.closure;
  }
  return { node, scope };
}

function bodyScope(entry: FunctionEntry, closures: Arguments['closures'], values: readonly Type[]): Scope {
  let scope: Scope = entry;
  entry.definition.parameters.forEach((parameter, i) => {
    const closure = closures[i];
    scope =
      closure === undefined
        ? bindValue(scope, parameter.name, values[i]!)
        : bindParameter(scope, parameter.name, closure);
  });
  return scope;
}

/** Follows the body of a function. */
export const followBody = (
  engine: Engine,
  entry: FunctionEntry,
  closures: Arguments['closures'],
  values: readonly Type[],
  input: Type,
): Flow => engine.flow(entry.definition.body, input, bodyScope(entry, closures, values));

const RECURSIVE = new WeakMap<object, boolean>();

/** True if the body calls its own name (functions see only themselves and earlier ones, so there is no other way). */
export function isRecursive(entry: FunctionEntry): boolean {
  const { definition } = entry;
  const known = RECURSIVE.get(definition);
  if (known !== undefined) return known;
  const result = calls(definition.body, entry.name, entry.arity);
  RECURSIVE.set(definition, result);
  return result;
}

function calls(node: Expression, name: string, arity: number): boolean {
  if (node.kind === 'call' && node.name === name && node.arguments.length === arity) return true;
  let found = false;
  forEachChild(node, (child) => {
    found ||= calls(child, name, arity);
  });
  return found;
}

/** The body of a function or parameter with its names, for whoever follows it as a path expression. */
export function calleeScope(
  engine: Engine,
  entry: FunctionEntry | ParameterEntry,
  node: Call,
  input: Type,
  scope: Scope,
): Closure | undefined {
  if (entry.kind === 'parameter') return entry.closure;
  if (isRecursive(entry)) return undefined;
  const { closures, values, outer } = followArguments(engine, entry, node, input, scope);
  if (outer.max === 2 || outer.min === 0) return undefined;
  return { node: entry.definition.body, scope: bodyScope(entry, closures, values) };
}
