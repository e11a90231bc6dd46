import { elementsOf, hasElements, ITERABLE } from './access.ts';
import { type Application, argument, checkArgument, doubtful, type Rule, withValues } from './application.ts';
import { arithmetic } from './arithmetic.ts';
import { EMPTY, FAILURE, type Flow, MANY, many, one, oneOrFails } from './flow.ts';
import { everythingIn, indexWith, readItem } from './infer-access.ts';
import { join, joinAll } from './join.ts';
import { falsy, KINDS_BY_NAME, refine, truthy } from './refine.ts';
import {
  anyArrayType,
  anyObjectType,
  booleanType,
  falseType,
  integerType,
  isNever,
  Kind,
  keepKinds,
  neverType,
  nullType,
  numberConstant,
  numberType,
  stringConstants,
  type Type,
  trueType,
} from './type.ts';
import { fixedPoint } from './widen.ts';

/** `select(f)`: the input narrowed by what f says about it. */
function select(call: Application): Flow {
  const { engine, node, input, scope } = call;
  const before = engine.findings.count;
  const condition = argument(call, 0);
  if (isNever(condition.type)) return condition;
  const isDead = isNever(truthy(condition.type));
  const type = isDead ? neverType : refine(engine, node.arguments[0]!, { input, scope }, true).input;
  engine.findings.branch(node, !isNever(type) || engine.findings.count > before, () => ({
    code: 'unreachable_branch',
    severity: 'warning',
    span: node.span,
    message: 'Nothing passes this select: its condition is never true',
  }));
  if (isNever(type)) return { ...EMPTY, fails: condition.fails };
  const min = condition.min === 1 && isNever(falsy(condition.type)) ? 1 : 0;
  return { type, min, max: condition.max, fails: condition.fails };
}

/** Keeps the inputs of some kinds. */
const keeping =
  (mask: number): Rule =>
  ({ input }) => {
    const type = keepKinds(input, mask);
    if (isNever(type)) return EMPTY;
    return { type, min: input.kinds & ~mask ? 0 : 1, max: 1, fails: false };
  };

const keepingNumbers: Rule = ({ input }) =>
  input.kinds & Kind.number ? { type: keepKinds(input, Kind.number), min: 0, max: 1, fails: false } : EMPTY;

const not: Rule = ({ input }) => {
  const yes = isNever(falsy(input)) ? neverType : trueType;
  if (isNever(truthy(input))) return one(yes);
  return one(isNever(yes) ? falseType : booleanType);
};

const typeName: Rule = ({ input }) =>
  one(stringConstants(KINDS_BY_NAME.filter(([, kind]) => input.kinds & kind).map(([name]) => name)));

function error(call: Application): Flow {
  if (call.node.arguments.length === 0) return FAILURE;
  const message = argument(call, 0);
  return { type: neverType, min: message.min, max: message.max, fails: true };
}

/** `recurse(f)` and `recurse(f; condition)` */
function recurse(call: Application): Flow {
  const { findings } = call.engine;
  const [, condition] = call.node.arguments;
  const type = findings.muted(() => fixedPoint(call.input, (state) => argument(call, 0, state).type));
  const step = argument(call, 0, type);
  const test = condition === undefined || isNever(step.type) ? undefined : doubtful(call, 1, step.type);
  return { type, min: 1, max: 2, fails: step.fails || test?.fails === true };
}

/** `walk(f)`: f sees scalars as they are and composite values with their parts already changed. */
function walk(call: Application): Flow {
  const { findings } = call.engine;
  const isScalar = isNever(keepKinds(call.input, ITERABLE));
  if (isScalar) return argument(call, 0);
  const parts = doubtful(call, 0, loosened(everythingIn(call.input)));
  const flow = findings.muted(() => argument(call, 0, loosened(call.input)));
  return { type: flow.type, min: 0, max: 2, fails: parts.fails || flow.fails };
}

/** The same kinds with any items and properties. */
function loosened(type: Type): Type {
  const arrays = type.kinds & Kind.array ? anyArrayType : neverType;
  return joinAll([keepKinds(type, ~ITERABLE), arrays, type.kinds & Kind.object ? anyObjectType : neverType]);
}

/** `until(condition; update)` and `while(condition; update)` */
const looping =
  (isUntil: boolean): Rule =>
  (call) => {
    const { engine, node, scope } = call;
    const { findings } = engine;
    const state = findings.muted(() => fixedPoint(call.input, (before) => argument(call, 1, before).type));
    const condition = doubtful(call, 0, state);
    const update = doubtful(call, 1, state);
    const { input } = refine(engine, node.arguments[0]!, { input: state, scope }, true);
    const min = isUntil && condition.min === 1 && update.min === 1 ? 1 : 0;
    return { type: input, min, max: 2, fails: condition.fails || update.fails };
  };

const repeat: Rule = (call) => {
  const type = call.engine.findings.muted(() => fixedPoint(call.input, (state) => argument(call, 0, state).type));
  return many(type, doubtful(call, 0, type).fails);
};

/** `first(f)`, `last(f)`, `nth($n; f)` */
const oneOf =
  (position: number): Rule =>
  (call) => {
    const pick = (): Flow => {
      const { findings } = call.engine;
      const mark = findings.mark;
      const flow = argument(call, position);
      if (position > 0 || flow.max === MANY) findings.doubt(mark);
      return { ...flow, min: position === 0 ? flow.min : 0, max: flow.max === 0 ? 0 : 1 };
    };
    return position === 0 ? pick() : withValues(call, [0], ([n]) => (isCount(call, n!) ? fallible(pick()) : FAILURE));
  };

const isCount = (call: Application, type: Type): boolean => checkArgument(call, 0, type, Kind.number, 'a number');

const fallible = (flow: Flow): Flow => (flow.fails ? flow : { ...flow, fails: true });

/** `limit($n; f)`, `skip($n; f)`; a negative count fails. */
const someOf =
  (isLimit: boolean): Rule =>
  (call) =>
    withValues(call, [0], ([n]) => {
      if (!isCount(call, n!)) return FAILURE;
      const flow = doubtful(call, 1);
      const counts = n!.kinds === Kind.number ? [...(n!.numbers?.values ?? [-1])] : [-1];
      const min = isLimit && counts.every((count) => count >= 1) ? flow.min : 0;
      return { type: flow.type, min, max: flow.max, fails: flow.fails || counts.some((count) => count < 0) };
    });

const atEnd =
  (index: number): Rule =>
  ({ engine, input, node }) =>
    readItem(engine, input, index, node.span);

/** `nth($n)` is `.[$n]`. */
const nth: Rule = (call) => {
  const { engine, node, input } = call;
  return withValues(call, [0], ([n]) => fallible(indexWith(engine, input, n!, node.span, node.arguments[0]!.span)));
};

/** `range(...)`: whole numbers where start and step are whole. */
const range: Rule = (call) => {
  const positions = call.node.arguments.map((_, position) => position);
  return withValues(call, positions, (values) => {
    const fits = values.every((type, i) => checkArgument(call, i, type, Kind.number, 'a number'));
    if (!fits) return FAILURE;
    const fails = values.some((type) => type.kinds !== Kind.number);
    const steps = values.length === 1 ? [] : values.filter((_, i) => i !== 1);
    const type = steps.every((step) => step.numbers?.integer) ? integerType : numberType;
    return many(type, fails);
  });
};

/** `any`, `all` in their three forms: the last argument is the condition, the one before it the generator. */
const quantifier: Rule = (call) => {
  const [generator, condition] = call.node.arguments;
  if (generator === undefined) return one(booleanType);
  const items = condition === undefined ? undefined : doubtful(call, 0);
  const tested = items?.type ?? elementsOf(call.input);
  const test = isNever(tested) ? EMPTY : doubtful(call, condition === undefined ? 0 : 1, tested);
  return { ...one(booleanType), fails: test.fails || items?.fails === true };
};

const isEmpty: Rule = (call) => ({ ...one(booleanType), fails: doubtful(call, 0).fails });

/** The sum of items of a type, from `null`; `some` if there is at least one. */
function sumOf(items: Type, some: boolean): Flow {
  if (isNever(items)) return one(nullType);
  const sum = fixedPoint(items, (state) => arithmetic('+', state, items).type);
  const type = some ? sum : join(sum, nullType);
  return arithmetic('+', sum, items).fails ? oneOrFails(type) : one(type);
}

const add: Rule = (call) => {
  if (call.node.arguments.length === 0) return sumOf(elementsOf(call.input), hasElements(call.input));
  const items = argument(call, 0);
  const sum = sumOf(items.type, items.min === 1);
  return items.fails ? fallible(sum) : sum;
};

/** Whether the input is among the outputs of the last argument. */
const membership: Rule = (call) => {
  const flows = call.node.arguments.map((_, position) => doubtful(call, position));
  return { ...one(booleanType), fails: flows.some((flow) => flow.fails) };
};

const length: Rule = ({ input }) => {
  const others = input.kinds & ~Kind.number ? integerType : neverType;
  const zero = input.kinds === Kind.null ? numberConstant(0) : others;
  return one(input.kinds & Kind.number ? join(zero, numberType) : zero);
};

/** Functions about streams of outputs and about the input as a whole. */
export const SEQUENCE_RULES: readonly (readonly [string, Rule])[] = [
  ['empty/0', () => EMPTY],
  ['error/0', error],
  ['error/1', error],
  ['not/0', not],
  ['type/0', typeName],
  ['length/0', length],
  ['select/1', select],
  ['recurse/0', ({ input }) => ({ type: everythingIn(input), min: 1, max: 2, fails: false })],
  ['recurse/1', recurse],
  ['recurse/2', recurse],
  ['walk/1', walk],
  ['isempty/1', isEmpty],
  ['values/0', keeping(~Kind.null)],
  ['nulls/0', keeping(Kind.null)],
  ['booleans/0', keeping(Kind.boolean)],
  ['numbers/0', keeping(Kind.number)],
  ['strings/0', keeping(Kind.string)],
  ['arrays/0', keeping(Kind.array)],
  ['objects/0', keeping(Kind.object)],
  ['iterables/0', keeping(ITERABLE)],
  ['scalars/0', keeping(~ITERABLE)],
  ['normals/0', keepingNumbers],
  ['finites/0', keepingNumbers],
  ['range/1', range],
  ['range/2', range],
  ['range/3', range],
  ['first/0', atEnd(0)],
  ['last/0', atEnd(-1)],
  ['nth/1', nth],
  ['first/1', oneOf(0)],
  ['last/1', oneOf(0)],
  ['nth/2', oneOf(1)],
  ['limit/2', someOf(true)],
  ['skip/2', someOf(false)],
  ['until/2', looping(true)],
  ['while/2', looping(false)],
  ['repeat/1', repeat],
  ['any/0', quantifier],
  ['any/1', quantifier],
  ['any/2', quantifier],
  ['all/0', quantifier],
  ['all/1', quantifier],
  ['all/2', quantifier],
  ['add/0', add],
  ['add/1', add],
  ['IN/1', membership],
  ['IN/2', membership],
];
