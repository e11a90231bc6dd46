import type { Environment, Step } from '../runtime/environment.ts';
import { BACKTRACK } from '../runtime/machine.ts';
import type { Json } from '../values/json.ts';
import type { Code, Single } from './code.ts';

/** The outputs of several expressions, in all combinations; the first expression is the outermost loop. */
export function forCombinations(
  codes: readonly Code[],
  environment: Environment,
  input: Json,
  then: (values: readonly Json[]) => Step,
): Step {
  const values: Json[] = new Array<Json>(codes.length).fill(null);
  const next = (at: number): Step => {
    if (at === codes.length) return then(values);
    const code = codes[at]!;
    if (code.single !== null) {
      const value = code.single(environment, input);
      if (value === undefined) return BACKTRACK;
      values[at] = value;
      return next(at + 1);
    }
    return code.stream(environment, input, null, (value) => {
      values[at] = value;
      return next(at + 1);
    });
  };
  return next(0);
}

/** The direct forms of all expressions, or null if one has none. */
export function singlesOf(codes: readonly Code[]): readonly Single[] | null {
  const singles: Single[] = [];
  for (const { single } of codes) {
    if (single === null) return null;
    singles.push(single);
  }
  return singles;
}
