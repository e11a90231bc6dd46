import { infer, isNever, isSubtype, joinTypes, Kind, keepKinds, type Type, unknownType } from '@parley/jq';
import { readExpression } from '../expression/read-expression.ts';
import type { Flow } from './flow.ts';

/** Takes over what a parallel branch exported: objects are merged property by property, anything else replaces. */
export function mergeContext(context: Type, branch: Flow, before: Type): Type {
  if (branch.context === before && !branch.exported) return context;
  const merged = mergeExported(context, branch.context);
  return branch.exported ? merged : joinTypes(context, merged);
}

function mergeExported(context: Type, exported: Type): Type {
  const left = keepKinds(context, Kind.object);
  const right = keepKinds(exported, Kind.object);
  if (isNever(left) || isNever(right)) return exported;
  const program = readExpression('. + $exported')!;
  const { type } = infer(program.ast, left, { exported: right });
  const replaced = left === context && right === exported ? type : joinTypes(type, exported);
  return replaced;
}

/** Rounds after which the context of parallel iterations is unknown. */
const MAX_ROUNDS = 4;

/** The context after any number of branches of one kind. */
export function mergeContexts(before: Type, branch: Flow): Type {
  let context = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = joinTypes(context, mergeContext(context, branch, before));
    if (isSubtype(next, context)) return context;
    context = next;
  }
  return unknownType;
}
