import { SIGNATURES, type Signature } from '../builtins/signatures.ts';
import { type Application, argument, doubtful, type Rule } from './application.ts';
import { COLLECTION_RULES } from './builtins-collections.ts';
import { PATH_RULES } from './builtins-paths.ts';
import { SEQUENCE_RULES } from './builtins-sequences.ts';
import { TEXT_RULES } from './builtins-text.ts';
import { FAILURE, type Flow, forEach, one, withType } from './flow.ts';
import { printKinds } from './print.ts';
import {
  arrayOf,
  booleanType,
  closedObject,
  falseType,
  integerType,
  isNever,
  Kind,
  keepKinds,
  make,
  neverType,
  nullType,
  numberType,
  stringType,
  type Type,
  trueType,
  unknownType,
} from './type.ts';

/** A builtin as the checker sees it: the kinds of input with which it can succeed at all, and its rule. */
export interface Builtin {
  readonly kinds: number;
  readonly takes: string;
  readonly rule: Rule;
}

const WORDS: Readonly<Record<string, number>> = {
  any: Kind.all,
  null: Kind.null,
  boolean: Kind.boolean,
  number: Kind.number,
  string: Kind.string,
  array: Kind.array,
  object: Kind.object,
  never: 0,
};

/** `array | object` as a set of kinds; a word that says something else stands for everything. */
const kindsOf = (words: string): number =>
  words.split(' | ').reduce((mask, word) => mask | (WORDS[word] ?? Kind.all), 0);

/**
 * Functions that succeed with more kinds of input than their documentation says, because jq defines them in jq: found by
 * running each on samples of every kind in jq 1.8.2.
 */
const WIDER: Readonly<Record<string, string>> = {
  'has/1': 'null | array | object',
  'to_entries/0': 'array | object',
  'from_entries/0': 'array | object',
  'with_entries/1': 'array | object',
  'reverse/0': 'null | number | string | array | object',
  'transpose/0': 'array | object',
  'combinations/0': 'null | number | string | array | object',
  'combinations/1': 'any',
  'in/1': 'any',
  'nth/1': 'null | string | array | object',
  'indices/1': 'null | string | array | object',
  'index/1': 'null | string | array | object',
  'rindex/1': 'null | string | array | object',
  'join/1': 'array | object',
  'truncate_stream/1': 'any',
  'isinfinite/0': 'any',
  'isnan/0': 'any',
  'isnormal/0': 'any',
  'abs/0': 'number | string | array | object',
};

/** Functions with one output for each input they take, without a failure. */
const TOTAL = new Set(
  (
    'tojson ascii_downcase ascii_upcase trim ltrim rtrim infinite nan isinfinite isfinite isnan isnormal have_decnum ' +
    'have_literal_numbers input_filename env frexp modf lgamma_r acos acosh asin asinh atan atanh cbrt cos cosh erf erfc ' +
    'exp exp10 exp2 expm1 gamma j0 j1 lgamma log log10 log1p log2 logb significand sin sinh sqrt tan tanh tgamma y0 y1'
  ).split(' '),
);

/** Outputs known better than in the signature's words. */
const OUTPUTS: ReadonlyMap<string, Type> = new Map([
  ['input_filename/0', nullType],
  ['env/0', closedObject([])],
  ['have_decnum/0', falseType],
  ['have_literal_numbers/0', trueType],
  ['implode/0', stringType],
  ['join/1', stringType],
  ['frexp/0', arrayOf(numberType, 2)],
  ['modf/0', arrayOf(numberType, 2)],
  ['lgamma_r/0', arrayOf(numberType, 2)],
  ['gmtime/0', arrayOf(numberType, 1)],
  ['localtime/0', arrayOf(numberType, 1)],
  ['strptime/1', arrayOf(numberType, 1)],
  ['mktime/0', integerType],
  ['fromdate/0', numberType],
  ['contains/1', booleanType],
]);

/** What the signature alone says: the kinds of the output and how many there are. */
function ruleOf(signature: Signature): Rule {
  const key = `${signature.name}/${signature.parameters.length}`;
  const output = OUTPUTS.get(key) ?? (signature.output === 'same' ? undefined : make(kindsOf(signature.output)));
  const isTotal = TOTAL.has(signature.name);
  return (call) => {
    const type = output ?? unknownType;
    const outer = followArguments(call, signature);
    if (signature.yields === 'one')
      return forEach(withType(outer, type), isTotal ? one(type) : { ...one(type), fails: true });
    const max = signature.yields === 'none' ? 0 : signature.yields === 'optional' ? 1 : 2;
    return forEach(withType(outer, type), { type, min: 0, max, fails: !isTotal });
  };
}

/** Follows `$` arguments for the input, other ones for whatever they may be called with. */
function followArguments(call: Application, signature: Signature): Flow {
  let outer: Flow = one(neverType);
  signature.parameters.forEach((parameter, position) => {
    if (parameter.startsWith('$')) outer = forEach(argument(call, position), outer);
    else {
      doubtful(call, position, unknownType);
      outer = { ...outer, min: 0, max: 2, fails: true };
    }
  });
  return outer;
}

const RULES: ReadonlyMap<string, Rule> = new Map([
  ...SEQUENCE_RULES,
  ...COLLECTION_RULES,
  ...TEXT_RULES,
  ...PATH_RULES,
]);

/** Every builtin under `name/arity`. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  [...SIGNATURES].map(([key, signature]) => {
    const takes = WIDER[key] ?? signature.input;
    return [key, { kinds: kindsOf(takes), takes, rule: RULES.get(key) ?? ruleOf(signature) }];
  }),
);

/** Follows a call of a builtin. */
export function applyBuiltin(builtin: Builtin, call: Omit<Application, 'input'>): Flow {
  const input = keepKinds(call.whole, builtin.kinds);
  if (isNever(input)) return refuse(builtin, call);
  const flow = builtin.rule({ ...call, input });
  return input === call.whole || flow.fails ? flow : { ...flow, fails: true };
}

/** A call that fails for every input, unless an argument without an output keeps it from happening. */
function refuse(builtin: Builtin, call: Omit<Application, 'input'>): Flow {
  const { engine, node, whole } = call;
  const { findings } = engine;
  const happens = findings.muted(() =>
    node.arguments.every((argument) => engine.flow(argument, whole, call.scope).min === 1),
  );
  const mark = findings.mark;
  findings.report({
    code: 'invalid_input',
    severity: 'error',
    span: node.nameSpan,
    message: `${node.name} takes ${builtin.takes.replaceAll(' | ', ' or ')}, not ${printKinds(whole)}`,
  });
  if (!happens) findings.doubt(mark);
  return happens ? FAILURE : { ...FAILURE, min: 0 };
}
