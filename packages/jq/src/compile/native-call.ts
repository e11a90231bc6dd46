import type { Span } from '../ast.ts';
import type { Native } from '../builtins/native.ts';
import { send } from '../runtime/machine.ts';
import { charge, chargeText } from '../runtime/meter.ts';
import { located } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { areBounded, Code, type Single, weightOf } from './code.ts';
import { forCombinations, singlesOf } from './combine.ts';

/** Code that calls a builtin with the outputs of its arguments; as in jq, the last argument is the outermost loop. */
export function callNative(native: Native, list: readonly Code[], span: Span): Code {
  const reversed = list.toReversed();
  const singles = singlesOf(reversed);
  return new Code({
    single: singles && nativeSingle(native, singles, list[0]?.constant, span),
    bounded: areBounded(...list),
    weight: weightOf(...list) + 2,
    stream: () => (environment, input, path, emit) =>
      forCombinations(reversed, environment, input, (values) => {
        const output = apply(native, input, values, span);
        return send(emit, output, path);
      }),
  });
}

/** A call, and a look at a text that may be long: it may have to be put together before anything can be seen of it. */
function payForText(value: Json): void {
  charge(1);
  if (typeof value === 'string') chargeText(value);
}

function payForTexts(input: Json, values: readonly Json[]): void {
  payForText(input);
  for (const value of values) payForText(value);
}

/** Calls with values that are in reverse order. */
function apply(native: Native, input: Json, values: readonly Json[], span: Span): Json {
  try {
    payForTexts(input, values);
    return native(input, ...values.toReversed());
  } catch (error) {
    throw located(error, span);
  }
}

/**
 * Direct calls; `singles` are in the order in which they are evaluated, last argument first. `constant` is the value of
 * the first argument if that is fixed.
 */
function nativeSingle(native: Native, singles: readonly Single[], constant: Json | undefined, span: Span): Single {
  const [last, previous] = singles;
  if (last === undefined) {
    return (_environment, input) => {
      try {
        payForText(input);
        return native(input);
      } catch (error) {
        throw located(error, span);
      }
    };
  }
  if (previous === undefined && constant !== undefined) {
    return (_environment, input) => {
      try {
        payForText(input);
        return native(input, constant);
      } catch (error) {
        throw located(error, span);
      }
    };
  }
  if (previous === undefined) {
    return (environment, input) => {
      const value = last(environment, input);
      if (value === undefined) return undefined;
      try {
        payForText(input);
        payForText(value);
        return native(input, value);
      } catch (error) {
        throw located(error, span);
      }
    };
  }
  return (environment, input) => {
    const values: Json[] = [];
    for (const single of singles) {
      const value = single(environment, input);
      if (value === undefined) return undefined;
      values.unshift(value);
    }
    try {
      payForTexts(input, values);
      return native(input, ...values);
    } catch (error) {
      throw located(error, span);
    }
  };
}
