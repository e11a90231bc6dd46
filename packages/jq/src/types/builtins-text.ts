import { elementsOf } from './access.ts';
import { type Application, argument, checkArgument, type Rule, withValues } from './application.ts';
import { FAILURE, type Flow, forEach, many, one, oneOrFails } from './flow.ts';
import { join } from './join.ts';
import { printKinds } from './print.ts';
import {
  arrayOf,
  booleanType,
  closedObject,
  integerType,
  Kind,
  keepKinds,
  nullType,
  numberType,
  recordOf,
  stringType,
  type Type,
} from './type.ts';
import { withoutConstants } from './widen.ts';

const stringOrNull = join(stringType, nullType);

const CAPTURE = closedObject([
  ['offset', integerType],
  ['length', integerType],
  ['string', stringOrNull],
  ['name', stringOrNull],
]);

const MATCH = closedObject([
  ['offset', integerType],
  ['length', integerType],
  ['string', stringType],
  ['captures', arrayOf(CAPTURE)],
]);

const CAPTURED = recordOf(stringOrNull);

/** Positions of all arguments. */
const everyPosition = (call: Application): number[] => call.node.arguments.map((_, position) => position);

/** A pattern is a string, or an array of pattern and flags. */
const isPattern = (call: Application, type: Type): boolean =>
  checkArgument(call, 0, type, Kind.string | Kind.array, 'a regular expression (a string)');

/** A function of a regular expression with `many` outputs, or one. */
const matching =
  (result: (call: Application, pattern: Type) => Flow): Rule =>
  (call) =>
    withValues(call, everyPosition(call), ([pattern]) =>
      isPattern(call, pattern!) ? result(call, pattern!) : FAILURE,
    );

/** Strings for a pattern without groups, else arrays of what the groups caught. */
function scanned(_: Application, pattern: Type): Flow {
  const sources = pattern.kinds === Kind.string ? pattern.strings?.values : undefined;
  const hasNoGroup = sources !== undefined && [...sources].every((source) => !source.includes('('));
  return many(hasNoGroup ? stringType : join(stringType, arrayOf(stringOrNull)), true);
}

/** `sub` and `gsub`: the replacement sees the named groups. */
const replacing: Rule = (call) => {
  const { findings } = call.engine;
  const others = call.node.arguments.map((_, i) => i).filter((i) => i !== 1);
  return withValues(call, others, ([pattern]) => {
    if (!isPattern(call, pattern!)) return FAILURE;
    const mark = findings.mark;
    const replacement = argument(call, 1, CAPTURED);
    if (replacement.max > 0 && !(replacement.type.kinds & Kind.string)) {
      findings.report({
        code: 'invalid_argument',
        severity: 'error',
        span: call.node.arguments[1]!.span,
        message: `The replacement must be a string, this is ${printKinds(replacement.type)}`,
        hint: 'Convert it with tostring.',
      });
    }
    findings.doubt(mark);
    return many(stringType, true);
  });
};

/** A function of strings whose arguments must be strings too. */
const ofStrings =
  (type: Type): Rule =>
  (call) =>
    withValues(call, everyPosition(call), (values) => {
      const fits = values.every((value, i) => checkArgument(call, i, value, Kind.string, 'a string'));
      if (!fits) return FAILURE;
      return values.some((value) => value.kinds !== Kind.string) ? oneOrFails(type) : one(type);
    });

const split: Rule = (call) => {
  if (call.node.arguments.length === 1) return ofStrings(arrayOf(stringType))(call);
  return matching(() => oneOrFails(arrayOf(stringType)))(call);
};

const SCALARS = ~(Kind.array | Kind.object);

/** `join($separator)` takes items that `tostring` leaves flat. */
const joinText: Rule = (call) =>
  withValues(call, [0], ([separator]) => {
    const isPlain = separator!.kinds === Kind.string && !(elementsOf(call.input).kinds & ~SCALARS);
    return isPlain ? one(stringType) : oneOrFails(stringType);
  });

const tostring: Rule = ({ input }) => one(input.kinds === Kind.string ? input : stringType);

const tonumber: Rule = ({ input }) => {
  const numbers = keepKinds(input, Kind.number);
  return input.kinds & Kind.string ? oneOrFails(join(numbers, numberType)) : one(numbers);
};

const toboolean: Rule = ({ input }) =>
  input.kinds & Kind.string ? oneOrFails(booleanType) : one(keepKinds(input, Kind.boolean));

/** Keeps whole numbers whole. */
const rounding: Rule = ({ input }) => one(withoutConstants(keepKinds(input, Kind.number)));

const abs: Rule = ({ input }) => one(withoutConstants(input));

const format: Rule = (call) => withValues(call, [0], () => oneOrFails(stringType));

/** `inside(container)` and `in(container)`, whose argument may have many outputs. */
const sourced: Rule = (call) => {
  const container = argument(call, 0);
  return forEach(container, oneOrFails(booleanType));
};

/** Functions about strings and numbers. */
export const TEXT_RULES: readonly (readonly [string, Rule])[] = [
  ['tostring/0', tostring],
  ['tonumber/0', tonumber],
  ['toboolean/0', toboolean],
  ['explode/0', () => one(arrayOf(integerType))],
  ['utf8bytelength/0', () => one(integerType)],
  ['startswith/1', ofStrings(booleanType)],
  ['endswith/1', ofStrings(booleanType)],
  ['ltrimstr/1', ofStrings(stringType)],
  ['rtrimstr/1', ofStrings(stringType)],
  ['trimstr/1', ofStrings(stringType)],
  ['join/1', joinText],
  ['split/1', split],
  ['split/2', split],
  ['test/1', matching(() => oneOrFails(booleanType))],
  ['test/2', matching(() => oneOrFails(booleanType))],
  ['match/1', matching(() => many(MATCH, true))],
  ['match/2', matching(() => many(MATCH, true))],
  ['capture/1', matching(() => many(CAPTURED, true))],
  ['capture/2', matching(() => many(CAPTURED, true))],
  ['scan/1', matching(scanned)],
  ['scan/2', matching(scanned)],
  ['splits/1', matching(() => many(stringType, true))],
  ['splits/2', matching(() => many(stringType, true))],
  ['sub/2', replacing],
  ['sub/3', replacing],
  ['gsub/2', replacing],
  ['gsub/3', replacing],
  ['format/1', format],
  ['inside/1', sourced],
  ['in/1', sourced],
  ['abs/0', abs],
  ['floor/0', rounding],
  ['ceil/0', rounding],
  ['round/0', rounding],
  ['trunc/0', rounding],
  ['rint/0', rounding],
  ['nearbyint/0', rounding],
  ['fabs/0', rounding],
];
