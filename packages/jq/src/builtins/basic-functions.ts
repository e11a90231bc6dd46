import { raise } from '../runtime/raise.ts';
import { isTrue, kindOf } from '../values/kind.ts';
import type { Native, Natives } from './native.ts';
import { SIGNATURES } from './signatures.ts';

const names = (): Native => {
  const list = [...SIGNATURES.keys()];
  return () => list;
};

/** The simplest builtins. */
export const BASIC_FUNCTIONS: Natives = {
  'not/0': (input) => !isTrue(input),
  'type/0': kindOf,
  'error/0': (input) => raise(input),
  'error/1': (_input, message) => raise(message!),
  'env/0': () => ({}),
  'input_filename/0': () => null,
  'builtins/0': names(),
};
