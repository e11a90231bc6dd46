import type { Call, Define } from '../ast.ts';
import { applyBuiltin, BUILTINS } from './builtins.ts';
import { applyClosure, type Engine } from './engine.ts';
import { ANYTHING, type Flow, forEach, one, withType } from './flow.ts';
import { followArguments, followBody, isRecursive } from './functions.ts';
import { inferRecursive } from './recursion.ts';
import { bindFunction, type FunctionEntry, findFunction, type Scope } from './scope.ts';
import { isNever, neverType, type Type } from './type.ts';

/** `def f: ...; body` */
export const inferDefine = (engine: Engine, node: Define, input: Type, scope: Scope): Flow =>
  engine.flow(node.body, input, bindFunction(scope, node.definition));

/** `f`, `f(a; b)` */
export function inferCall(engine: Engine, node: Call, input: Type, scope: Scope): Flow {
  const entry = findFunction(scope, node.name, node.arguments.length);
  if (entry?.kind === 'parameter') {
    return entry.type === undefined ? applyClosure(engine, entry.closure!, input) : one(entry.type);
  }
  if (entry !== undefined) return inferFunction(engine, entry, node, input, scope);
  const builtin = BUILTINS.get(`${node.name}/${node.arguments.length}`);
  return builtin === undefined ? ANYTHING : applyBuiltin(builtin, { engine, node, whole: input, scope });
}

function inferFunction(engine: Engine, entry: FunctionEntry, node: Call, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const { closures, values, outer } = followArguments(engine, entry, node, input, scope);
  if (values.some(isNever)) return withType(outer, neverType);
  const follow = isRecursive(entry) ? inferRecursive : followBody;
  const body = follow(engine, entry, closures, values, input);
  if (outer.min === 0) findings.doubt(mark);
  return forEach(outer, body);
}
