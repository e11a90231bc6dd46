import type { Call, Define } from '../ast.ts';
import { applyBuiltin, BUILTINS } from './builtins.ts';
import { applyClosure, type Engine } from './engine.ts';
import { ANYTHING, type Flow, forEach, one, withType } from './flow.ts';
import { followArguments, followBody, isRecursive } from './functions.ts';
import { inferRecursive } from './recursion.ts';
import { bindAny, bindFunction, bindValue, type FunctionEntry, findFunction, type Scope } from './scope.ts';
import { isNever, neverType, type Type, unknownType } from './type.ts';

/** `def f: ...; body` */
export function inferDefine(engine: Engine, node: Define, input: Type, scope: Scope): Flow {
  const entry = bindFunction(scope, node.definition);
  if (engine.followsDefinitions) followUncalled(engine, entry);
  return engine.flow(node.body, input, entry);
}

/** Follows a function that nobody may call, for any input and arguments. */
function followUncalled(engine: Engine, entry: FunctionEntry): void {
  let scope: Scope = entry;
  for (const { name, byValue } of entry.definition.parameters) {
    scope = byValue ? bindValue(scope, name, unknownType) : bindAny(scope, name);
  }
  engine.findings.muted(() => engine.flow(entry.definition.body, unknownType, scope));
}

/** `f`, `f(a; b)` */
export function inferCall(engine: Engine, node: Call, input: Type, scope: Scope): Flow {
  const entry = findFunction(scope, node.name, node.arguments.length);
  if (entry?.kind === 'parameter') {
    return entry.type === undefined ? applyClosure(engine, entry.closure!, input) : one(entry.type);
  }
  if (entry !== undefined) return inferFunction(engine, entry, node, input, scope);
  const builtin = BUILTINS.get(`${node.name}/${node.arguments.length}`);
  return builtin === undefined
    ? followUnknown(engine, node, input, scope)
    : applyBuiltin(builtin, { engine, node, whole: input, scope });
}

/** A call of a function that does not exist, or not yet: its arguments are followed for whoever asks about them. */
function followUnknown(engine: Engine, node: Call, input: Type, scope: Scope): Flow {
  engine.findings.muted(() => {
    for (const argument of node.arguments) engine.flow(argument, input, scope);
  });
  return ANYTHING;
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
