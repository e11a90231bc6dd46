import type { Call, Expression } from '@parley/jq';
import { consume, type Evaluation, withDot } from './evaluation.ts';
import { ITEM, join, listOf, type Origin, OTHER, step } from './origin.ts';

type Evaluate = (ast: Expression, at: Evaluation) => Origin;
type Builtin = (args: readonly Expression[], at: Evaluation, evaluate: Evaluate) => Origin;

/** Hands on the input, of which the arguments look at the items. */
const arranged: Builtin = ([key], at, evaluate) => {
  if (key) consume(evaluate(key, withDot(at, step(at.dot, ITEM))), at);
  return at.dot;
};

/** Hands on one item of the input, of which the arguments look at all. */
const picked: Builtin = (args, at, evaluate) => {
  arranged(args, at, evaluate);
  return step(at.dot, ITEM);
};

/** Looks at the items of the input. */
const tested: Builtin = ([condition], at, evaluate) => {
  const items = withDot(at, step(at.dot, ITEM));
  return consume(condition ? evaluate(condition, items) : items.dot, at);
};

const unchanged: Builtin = (_args, { dot }) => dot;

/** Functions that hand on parts of their input; all others look at all of it and compute something new. */
const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['map/1', ([f], at, evaluate) => listOf(evaluate(f!, withDot(at, step(at.dot, ITEM))))],
  [
    'select/1',
    ([condition], at, evaluate) => {
      consume(evaluate(condition!, at), at);
      return at.dot;
    },
  ],
  ['first/0', picked],
  ['last/0', picked],
  ['min_by/1', picked],
  ['max_by/1', picked],
  ['add/0', picked],
  ['first/1', ([f], at, evaluate) => evaluate(f!, at)],
  ['last/1', ([f], at, evaluate) => evaluate(f!, at)],
  ['limit/2', ([, f], at, evaluate) => evaluate(f!, at)],
  ['add/1', ([f], at, evaluate) => evaluate(f!, at)],
  ['sort/0', unchanged],
  ['sort_by/1', arranged],
  ['unique/0', unchanged],
  ['unique_by/1', arranged],
  ['reverse/0', unchanged],
  [
    'group_by/1',
    (args, at, evaluate) => {
      arranged(args, at, evaluate);
      return listOf(at.dot);
    },
  ],
  ['any/1', tested],
  ['all/1', tested],
  ['any/0', tested],
  ['all/0', tested],
  ['del/1', unchanged],
  ['values/0', unchanged],
  ['empty/0', () => OTHER],
  ['now/0', () => OTHER],
  ['not/0', (_args, at) => consume(at.dot, at)],
]);

/** What a call of a function gives. */
export function evaluateCall({ name, arguments: args }: Call, at: Evaluation, evaluate: Evaluate): Origin {
  const builtin = BUILTINS.get(`${name}/${args.length}`);
  if (builtin) return builtin(args, at, evaluate);
  // An argument may be evaluated with the input or with its items.
  const inside = withDot(at, join([at.dot, step(at.dot, ITEM)]));
  for (const argument of args) consume(evaluate(argument, inside), at);
  return consume(at.dot, at);
}
