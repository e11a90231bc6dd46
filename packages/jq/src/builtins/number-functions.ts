import { negate } from '../operators/arithmetic.ts';
import { compare } from '../values/compare.ts';
import type { Json } from '../values/json.ts';
import { besselJ, besselY } from './bessel.ts';
import { frexp, fusedMultiplyAdd, ieeeRemainder, MIN_NORMAL, nextTowards, roundHalfEven, scale } from './double.ts';
import { type Native, type Natives, typeError } from './native.ts';
import { erf, erfc, gamma, gammaSign, logGamma } from './special-functions.ts';

function number(value: Json | undefined): number {
  return typeof value === 'number' ? value : typeError(value!, 'number required');
}

/** Of the input alone. */
const UNARY: Readonly<Record<string, (x: number) => number>> = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  erf,
  erfc,
  exp: Math.exp,
  exp10: (x) => 10 ** x,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  fabs: Math.abs,
  floor: Math.floor,
  gamma: logGamma,
  j0: (x) => besselJ(0, x),
  j1: (x) => besselJ(1, x),
  lgamma: logGamma,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  logb: (x) => {
    if (x === 0) return Number.NEGATIVE_INFINITY;
    return Number.isFinite(x) ? frexp(x)[1] - 1 : Math.abs(x);
  },
  nearbyint: roundHalfEven,
  rint: roundHalfEven,
  round: (x) => Math.sign(x) * Math.floor(Math.abs(x) + (Math.abs(x) % 1 === 0.499_999_999_999_999_94 ? 0 : 0.5)),
  significand: (x) => (x === 0 || !Number.isFinite(x) ? x : frexp(x)[0] * 2),
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  tgamma: gamma,
  trunc: Math.trunc,
  y0: (x) => besselY(0, x),
  y1: (x) => besselY(1, x),
};

/** Of two arguments. */
const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  atan2: Math.atan2,
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
  drem: ieeeRemainder,
  fdim: (x, y) => (x > y ? x - y : Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : 0),
  fmax: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
  fmin: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
  fmod: (x, y) => x % y,
  hypot: Math.hypot,
  jn: (x, y) => besselJ(x, y),
  ldexp: (x, y) => scale(x, Math.trunc(y)),
  nextafter: nextTowards,
  nexttoward: nextTowards,
  pow: (x, y) => (x === 1 || y === 0 || (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) ? 1 : x ** y),
  remainder: ieeeRemainder,
  scalb: (x, y) => (Number.isInteger(y) || !Number.isFinite(y) ? scale(x, y) : Number.NaN),
  scalbln: (x, y) => scale(x, Math.trunc(y)),
  yn: (x, y) => besselY(x, y),
};

function isInfinite(value: Json): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

function modf(x: number): Json {
  const whole = Math.trunc(x);
  const rest = isInfinite(x) ? 0 : x - whole;
  return [x < 0 || Object.is(x, -0) ? -Math.abs(rest) : rest, whole];
}

const OTHERS: Natives = {
  'abs/0': (input) => (compare(input, 0) < 0 ? negate(input) : input),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isinfinite/0': isInfinite,
  'isfinite/0': (input) => typeof input === 'number' && !isInfinite(input),
  'isnan/0': (input) => Number.isNaN(input),
  'isnormal/0': (input) => typeof input === 'number' && Number.isFinite(input) && Math.abs(input) >= MIN_NORMAL,
  'have_decnum/0': () => false,
  'have_literal_numbers/0': () => false,
  'frexp/0': (input) => frexp(number(input)),
  'modf/0': (input) => modf(number(input)),
  'lgamma_r/0': (input) => [logGamma(number(input)), gammaSign(number(input))],
  'fma/3': (_input, x, y, z) => fusedMultiplyAdd(number(x), number(y), number(z)),
};

function unary(name: string): [string, Native] {
  const compute = UNARY[name]!;
  return [`${name}/0`, (input) => compute(number(input))];
}

function binary(name: string): [string, Native] {
  const compute = BINARY[name]!;
  return [`${name}/2`, (_input, x, y) => compute(number(x), number(y))];
}

/** Builtins about numbers. */
export const NUMBER_FUNCTIONS: Natives = {
  ...Object.fromEntries(Object.keys(UNARY).map(unary)),
  ...Object.fromEntries(Object.keys(BINARY).map(binary)),
  ...OTHERS,
};
