import { raise } from '../runtime/raise.ts';
import { describe } from '../values/describe.ts';
import type { Json } from '../values/json.ts';

/** A builtin that takes its input and one value per argument and gives one output. */
export type Native = (input: Json, ...values: Json[]) => Json;

/** Builtins by `name/arity`. */
export type Natives = Readonly<Record<string, Native>>;

/** Raises `type (value) problem`, jq's usual form. */
export function typeError(value: Json, problem: string): never {
  return raise(`${describe(value)} ${problem}`);
}
