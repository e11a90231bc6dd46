import { elementsOf, hasElements, itemsOf, keysOf, looseArrays, propertyOf, valuesOf } from './access.ts';
import { type Application, argument, checkArgument, doubtful, type Rule, withValues } from './application.ts';
import { EMPTY, FAILURE, type Flow, one, oneOrFails } from './flow.ts';
import { join, joinAll, tupleOf } from './join.ts';
import {
  arrayOf,
  booleanType,
  closedObject,
  falseType,
  integerType,
  isEmptySlot,
  isNever,
  Kind,
  keepKinds,
  MAX_VARIANTS,
  neverType,
  nullType,
  type ObjectShape,
  objectOfShape,
  type Property,
  recordOf,
  resolve,
  stringConstant,
  stringType,
  type Type,
  trueType,
  unknownType,
} from './type.ts';

/** Follows an argument for each item of the input. */
export function eachItem(call: Application, position: number, items = elementsOf(call.input)): Flow {
  if (isNever(items)) return EMPTY;
  return hasElements(call.input) ? argument(call, position, items) : doubtful(call, position, items);
}

const map: Rule = (call) => {
  const flow = eachItem(call, 0);
  const type = isNever(flow.type) ? EMPTY_ARRAY : arrayOf(flow.type, hasElements(call.input) ? flow.min : 0);
  return flow.fails ? oneOrFails(type) : one(type);
};

const EMPTY_ARRAY = tupleOf([]);

const keys: Rule = ({ input }) => {
  const names = keysOf(input);
  return one(isNever(names) ? EMPTY_ARRAY : arrayOf(names, hasElements(input) ? 1 : 0));
};

/** Whether a key is there, answered for sure where the shapes say so. */
const has: Rule = (call) =>
  withValues(call, [0], ([key]) => {
    const isNullable = (call.input.kinds & Kind.null) !== 0;
    if (!isNullable && !checkArgument(call, 0, key!, Kind.string | Kind.number, 'a string or number')) return FAILURE;
    const names = key!.strings?.values;
    const isPlain = key!.kinds === Kind.string && !(call.input.kinds & Kind.array);
    const type = names?.size === 1 ? presence(call.input, [...names][0]!) : booleanType;
    return isPlain ? one(type) : oneOrFails(type);
  });

function presence(type: Type, name: string): Type {
  let result = type.kinds & Kind.null ? falseType : neverType;
  if (!(type.kinds & Kind.object)) return result;
  for (const shape of type.objects ?? []) {
    const property = shape.properties.get(name);
    if (property?.required) result = join(result, trueType);
    else if (isEmptySlot(property?.type ?? shape.additional)) result = join(result, falseType);
    else return booleanType;
  }
  return type.objects === undefined ? booleanType : result;
}

/** `{key, value}` of each entry: apart for each key of a closed object with few of them. */
function entriesOf(type: Type): Type {
  let entries = neverType;
  if (type.kinds & Kind.array) entries = entry(integerType, itemsOf(type));
  if (!(type.kinds & Kind.object)) return entries;
  const isSmall = type.objects?.every(
    (shape) => isEmptySlot(shape.additional) && shape.properties.size <= MAX_VARIANTS,
  );
  if (!isSmall) return join(entries, entry(keysOf(keepKinds(type, Kind.object)), valuesOf(type)));
  for (const shape of type.objects!) {
    for (const [name, property] of shape.properties) {
      entries = join(entries, entry(stringConstant(name), resolve(property.type)));
    }
  }
  return entries;
}

const entry = (key: Type, value: Type): Type =>
  isNever(value)
    ? neverType
    : closedObject([
        ['key', key],
        ['value', value],
      ]);

const toEntries: Rule = ({ input }) => {
  const entries = entriesOf(input);
  return one(isNever(entries) ? EMPTY_ARRAY : arrayOf(entries, hasElements(input) ? 1 : 0));
};

/** The object made of entries of a type: known keys where each entry's key is a constant. */
function objectOfEntries(entries: Type): Type {
  if (isNever(entries)) return closedObject([]);
  if (entries.objects === undefined || entries.kinds !== Kind.object) return recordOf(unknownType);
  const properties = new Map<string, Property>();
  let additional = neverType;
  for (const shape of entries.objects) {
    const value = valueOfEntry(shape);
    const name = keyOfEntry(shape);
    if (name === undefined) additional = join(additional, value);
    else properties.set(name, optionalProperty(join(value, (properties.get(name)?.type as Type) ?? neverType)));
  }
  if (!isNever(additional)) {
    for (const [name, property] of properties) {
      properties.set(name, optionalProperty(join(property.type as Type, additional)));
    }
  }
  return objectOfShape({ name: undefined, properties, additional, implicit: false });
}

const optionalProperty = (type: Type): Property => ({ type, required: false, doc: undefined });

function keyOfEntry(shape: ObjectShape): string | undefined {
  const key = shape.properties.get('key');
  if (!key?.required) return undefined;
  const type = resolve(key.type);
  return type.kinds === Kind.string && type.strings?.values?.size === 1 ? [...type.strings.values][0] : undefined;
}

/** jq takes the value from the first of these that is there. */
const VALUE_NAMES = ['value', 'Value', 'v', 'V'];

function valueOfEntry(shape: ObjectShape): Type {
  const value = shape.properties.get('value');
  if (value?.required) return resolve(value.type);
  const whole = { kinds: Kind.object, numbers: undefined, strings: undefined, arrays: undefined, objects: [shape] };
  return joinAll(VALUE_NAMES.map((name) => propertyOf(whole, name)));
}

const fromEntries: Rule = ({ input }) => oneOrFails(objectOfEntries(elementsOf(input)));

const withEntries: Rule = (call) => {
  const flow = eachItem(call, 0, entriesOf(call.input));
  return oneOrFails(objectOfEntries(flow.type));
};

/** The same items in another order. */
const reordered: Rule = (call) => {
  const fails = call.node.arguments.length > 0 && eachItem(call, 0).fails;
  const type = looseArrays(call.input, true);
  return fails ? oneOrFails(type) : one(type);
};

const reverse: Rule = ({ input }) => {
  const items = input.kinds & Kind.array ? looseArrays(input, true) : neverType;
  const others = input.kinds & ~Kind.array ? EMPTY_ARRAY : neverType;
  const type = join(items, others);
  return input.kinds & ~(Kind.array | Kind.null) ? oneOrFails(type) : one(type);
};

/** At most as many items, at least one where there was one. */
const fewer: Rule = (call) => {
  const fails = call.node.arguments.length > 0 && eachItem(call, 0).fails;
  const items = itemsOf(call.input);
  const type = isNever(items) ? EMPTY_ARRAY : arrayOf(items, hasElements(call.input) ? 1 : 0);
  return fails ? oneOrFails(type) : one(type);
};

const groupBy: Rule = (call) => {
  const fails = eachItem(call, 0).fails;
  const items = itemsOf(call.input);
  const type = isNever(items) ? EMPTY_ARRAY : arrayOf(arrayOf(items, 1), hasElements(call.input) ? 1 : 0);
  return fails ? oneOrFails(type) : one(type);
};

const extreme: Rule = (call) => {
  const fails = call.node.arguments.length > 0 && eachItem(call, 0).fails;
  const items = itemsOf(call.input);
  const type = hasElements(call.input) ? items : join(items, nullType);
  return fails ? oneOrFails(type) : one(type);
};

/** Levels of inner arrays that flatten follows. */
const MAX_LEVELS = 8;

function flattened(type: Type, keepsArrays: boolean): Type {
  let result = neverType;
  let level = type;
  for (let i = 0; i < MAX_LEVELS && !isNever(level); i += 1) {
    result = join(result, keepsArrays ? level : keepKinds(level, ~Kind.array));
    level = itemsOf(level);
  }
  return isNever(level) ? result : unknownType;
}

const flatten: Rule = (call) => {
  const [depth] = call.node.arguments;
  const items = flattened(elementsOf(call.input), depth !== undefined);
  const type = isNever(items) ? EMPTY_ARRAY : arrayOf(items);
  return depth === undefined ? one(type) : withValues(call, [0], () => oneOrFails(type));
};

const transpose: Rule = ({ input }) => {
  const items = join(elementsOf(elementsOf(input)), nullType);
  return oneOrFails(arrayOf(arrayOf(items)));
};

const combinations: Rule = (call) => {
  const isPower = call.node.arguments.length > 0;
  const inner = isPower ? elementsOf(call.input) : elementsOf(elementsOf(call.input));
  const type = isNever(inner) ? EMPTY_ARRAY : arrayOf(inner);
  const flow: Flow = { type, min: 0, max: 2, fails: true };
  return isPower ? withValues(call, [0], () => flow) : flow;
};

/**
 * `indices`, `index`, `rindex`: whole numbers for strings in strings and items in arrays. For other combinations jq's
 * definition comes down to some other way of indexing.
 */
const search =
  (found: Type, nothing: Type): Rule =>
  (call) =>
    withValues(call, [0], ([part]) => {
      const { kinds } = call.input;
      const isPlain =
        !(kinds & Kind.object) &&
        (!(kinds & Kind.string) || part!.kinds === Kind.string) &&
        (!(kinds & Kind.array) || !(part!.kinds & Kind.object));
      if (!isPlain) return oneOrFails(unknownType);
      const type = kinds & ~Kind.null ? join(found, nothing) : neverType;
      return oneOrFails(kinds & Kind.null ? join(type, nullType) : type);
    });

const index: Rule = (call) => {
  if (call.node.arguments.length === 1) {
    eachItem(call, 0);
    return oneOrFails(recordOf(elementsOf(call.input)));
  }
  const rows = doubtful(call, 0);
  if (!isNever(rows.type)) doubtful(call, 1, rows.type);
  return oneOrFails(isNever(rows.type) ? closedObject([]) : recordOf(rows.type));
};

const contains: Rule = (call) => withValues(call, [0], () => oneOrFails(booleanType));

/** Functions about arrays and objects. */
export const COLLECTION_RULES: readonly (readonly [string, Rule])[] = [
  ['map/1', map],
  ['keys/0', keys],
  ['keys_unsorted/0', keys],
  ['has/1', has],
  ['contains/1', contains],
  ['to_entries/0', toEntries],
  ['from_entries/0', fromEntries],
  ['with_entries/1', withEntries],
  ['reverse/0', reverse],
  ['sort/0', reordered],
  ['sort_by/1', reordered],
  ['unique/0', fewer],
  ['unique_by/1', fewer],
  ['group_by/1', groupBy],
  ['min/0', extreme],
  ['max/0', extreme],
  ['min_by/1', extreme],
  ['max_by/1', extreme],
  ['flatten/0', flatten],
  ['flatten/1', flatten],
  ['transpose/0', transpose],
  ['combinations/0', combinations],
  ['combinations/1', combinations],
  ['bsearch/1', (call) => withValues(call, [0], () => one(integerType))],
  ['indices/1', search(arrayOf(integerType), neverType)],
  ['index/1', search(integerType, nullType)],
  ['rindex/1', search(integerType, nullType)],
  ['INDEX/1', index],
  ['INDEX/2', index],
  ['builtins/0', () => one(arrayOf(stringType, 1))],
];
