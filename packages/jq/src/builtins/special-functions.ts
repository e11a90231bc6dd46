/** Coefficients of Lanczos' approximation with g = 7 and 9 terms (P. Godfrey, 2001); good to about 15 digits. */
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
];

function lanczosSum(x: number): number {
  return LANCZOS.reduce((sum, coefficient, i) => (i === 0 ? coefficient : sum + coefficient / (x + i)), 0);
}

/** The gamma function. */
export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (Number.isInteger(x)) {
    if (x < 0) return Number.NaN;
    if (x < 24) return factorial(x - 1);
  }
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const shifted = x - 1;
  const t = shifted + 7.5;
  const half = t ** ((shifted + 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * half * Math.exp(-t) * half * lanczosSum(shifted);
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** The logarithm of the absolute value of the gamma function. */
export function logGamma(x: number): number {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x === 1 || x === 2) return 0;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const shifted = x - 1;
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(lanczosSum(shifted));
}

/** Sign of the gamma function. */
export function gammaSign(x: number): number {
  return x < 0 && Math.floor(x) % 2 !== 0 && !Number.isInteger(x) ? -1 : 1;
}

/** The error function: its power series below 2, one minus the continued fraction above (Abramowitz & Stegun 7.1.6, 7.1.14). */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size >= 2) return Math.sign(x) * (1 - erfcTail(size));
  let term = x;
  let sum = x;
  for (let n = 1; n < 200 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** One minus the error function. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 2) return erfcTail(x);
  return 1 - erf(x);
}

function erfcTail(x: number): number {
  if (x > 27.3) return 0;
  let fraction = 0;
  for (let k = 80; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
