import { checkArgument, closureOf, doubtful, type Rule, withValues } from './application.ts';
import { eachItem } from './builtins-collections.ts';
import { FAILURE, type Flow, many, one, oneOrFails } from './flow.ts';
import { readItem, readProperty } from './infer-access.ts';
import { join } from './join.ts';
import { type Place, placeOf } from './narrow.ts';
import {
  arrayOf,
  integerType,
  isNever,
  Kind,
  nullType,
  numberType,
  recordOf,
  resolve,
  type Slot,
  stringType,
  type Type,
  unknownType,
} from './type.ts';
import { deletePaths, setSteps, updatePaths } from './update.ts';

const PATH = arrayOf(join(join(stringType, numberType), join(recordOf(unknownType), nullType)));
const LEAF_PATH = arrayOf(join(stringType, integerType));

const path: Rule = (call) => {
  const flow = doubtful(call, 0);
  return { type: PATH, min: 0, max: flow.max, fails: true };
};

const paths: Rule = (call) => {
  const fails = call.node.arguments.length > 0 && doubtful(call, 0, unknownType).fails;
  return many(LEAF_PATH, fails);
};

/** The steps of a path given as an array of constants. */
function stepsOf(type: Type): Place['steps'] | undefined {
  const [shape] = type.arrays ?? [];
  if (type.kinds !== Kind.array || type.arrays?.length !== 1 || shape === undefined) return undefined;
  if (shape.prefix.length !== shape.min || !isNever(resolve(shape.rest))) return undefined;
  const steps = shape.prefix.map(constantStep);
  return steps.every((step) => step !== undefined) ? steps : undefined;
}

function constantStep(slot: Slot): string | number | undefined {
  const { kinds, strings, numbers } = resolve(slot);
  const [text, ...texts] = kinds === Kind.string ? (strings?.values ?? []) : [];
  const [index, ...indices] = kinds === Kind.number ? (numbers?.values ?? []) : [];
  return texts.length + indices.length === 0 ? (text ?? index) : undefined;
}

const getpath: Rule = (call) =>
  withValues(call, [0], ([given]) => {
    if (!checkArgument(call, 0, given!, Kind.array, 'a path (an array)')) return FAILURE;
    const steps = stepsOf(given!);
    if (steps === undefined) return oneOrFails(unknownType);
    let flow: Flow = { type: call.input, min: 1, max: 1, fails: given!.kinds !== Kind.array };
    const { span } = call.node.arguments[0]!;
    for (const step of steps) {
      const next: Flow =
        typeof step === 'string'
          ? readProperty(call.engine, flow.type, step, span)
          : readItem(call.engine, flow.type, step, span);
      if (isNever(next.type)) return FAILURE;
      flow = flow.fails ? { ...next, fails: true } : next;
    }
    return flow;
  });

const setpath: Rule = (call) =>
  withValues(call, [0, 1], ([given, value]) => {
    if (!checkArgument(call, 0, given!, Kind.array, 'a path (an array)')) return FAILURE;
    const steps = stepsOf(given!);
    return oneOrFails(steps === undefined ? unknownType : setSteps(call.input, steps, value!));
  });

/** `pick(f)`: a new value with the places that f names; unknown for what is no plain place. */
const pick: Rule = (call) => {
  const { engine, scope, input } = call;
  const [node] = call.node.arguments;
  let type: Type = nullType;
  let fails = false;
  for (const item of node!.kind === 'comma' ? node!.items : [node!]) {
    const flow = engine.flow(item, input, scope);
    const place = placeOf(item);
    const isPlain = place !== undefined && place.variable === undefined && place.steps.every(isName);
    if (!isPlain || flow.min === 0 || isNever(flow.type)) return oneOrFails(unknownType);
    type = setSteps(type, place.steps, flow.type);
    fails ||= flow.fails;
  }
  return fails ? oneOrFails(type) : one(type);
};

const isName = (step: string | number): step is string => typeof step === 'string';

const del: Rule = (call) => {
  const { engine, input, scope, node } = call;
  return deletePaths(engine, node.arguments[0]!, input, scope);
};

/** `map_values(f)` is `.[] |= f`. */
const mapValues: Rule = (call) => {
  const flow = eachItem(call, 0);
  const { engine, scope } = call;
  const closure = closureOf(call, 0);
  const { type } = engine.findings.muted(() =>
    updatePaths(engine, EVERYTHING, call.input, scope, (old) => {
      const { type: changed, min } = engine.flow(closure.node, old, closure.scope);
      return { type: changed, mayDelete: min === 0, mayStay: false };
    }),
  );
  return flow.fails ? oneOrFails(type) : { type, min: 1, max: 1, fails: false };
};

const NOWHERE = { start: 0, end: 0 };
/** `.[]` */
const EVERYTHING = {
  kind: 'iterate',
  target: { kind: 'identity', span: NOWHERE },
  optional: false,
  span: NOWHERE,
} as const;

const tostream: Rule = () => ({ type: arrayOf(unknownType, 1), min: 1, max: 2, fails: false });

const fromstream: Rule = (call) => {
  doubtful(call, 0);
  return many(unknownType, true);
};

/** Functions about paths. */
export const PATH_RULES: readonly (readonly [string, Rule])[] = [
  ['path/1', path],
  ['paths/0', paths],
  ['paths/1', paths],
  ['getpath/1', getpath],
  ['setpath/2', setpath],
  ['pick/1', pick],
  ['del/1', del],
  ['map_values/1', mapValues],
  ['tostream/0', tostream],
  ['fromstream/1', fromstream],
];
