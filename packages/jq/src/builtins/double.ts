const view = new DataView(new ArrayBuffer(8));

/** Smallest positive normal double. */
export const MIN_NORMAL = 2.225_073_858_507_201_4e-308;

/** Fraction in [0.5, 1) and exponent of two, as C's `frexp`. */
export function frexp(value: number): [fraction: number, exponent: number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  const subnormal = Math.abs(value) < MIN_NORMAL;
  view.setFloat64(0, subnormal ? value * 2 ** 64 : value);
  const high = view.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (subnormal ? 64 : 0);
  view.setUint32(0, ((high & 0x800f_ffff) | (1022 << 20)) >>> 0);
  return [view.getFloat64(0), exponent];
}

/** value * 2 ** exponent, without losing range on the way. */
export function scale(value: number, exponent: number): number {
  if (Number.isNaN(exponent)) return exponent;
  let left = Math.max(-2200, Math.min(2200, exponent));
  let result = value;
  while (left > 1000) {
    result *= 2 ** 1000;
    left -= 1000;
  }
  while (left < -1000) {
    result *= 2 ** -1000;
    left += 1000;
  }
  return result * 2 ** left;
}

/** The next double from `value` towards another. */
export function nextTowards(value: number, towards: number): number {
  if (Number.isNaN(value) || Number.isNaN(towards)) return Number.NaN;
  if (value === towards) return towards;
  if (value === 0) return towards > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  view.setFloat64(0, value);
  const outwards = value > 0 === towards > value;
  view.setBigUint64(0, view.getBigUint64(0) + (outwards ? 1n : -1n));
  return view.getFloat64(0);
}

/** Rounds half to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return rounded === 0 ? value * 0 : rounded;
}

/** IEEE remainder: to the nearest multiple, half to even. */
export function ieeeRemainder(value: number, by: number): number {
  if (!Number.isFinite(value) || by === 0 || Number.isNaN(by)) return Number.NaN;
  if (!Number.isFinite(by)) return value;
  const rest = value % by;
  const size = Math.abs(by);
  const odd = Math.abs(value % (2 * size)) >= size;
  const twice = 2 * Math.abs(rest);
  if (twice > size || (twice === size && odd)) return rest - Math.sign(rest) * size;
  return rest;
}

/** x * y + z with the error of the product taken in (Dekker's product, Knuth's sum). */
export function fusedMultiplyAdd(x: number, y: number, z: number): number {
  const product = x * y;
  const sum = product + z;
  if (!Number.isFinite(sum)) return sum;
  const [xh, xl] = splitDouble(x);
  const [yh, yl] = splitDouble(y);
  const lost = xh * yh - product + xh * yl + xl * yh + xl * yl;
  const virtual = sum - product;
  const lostInSum = product - (sum - virtual) + (z - virtual);
  const corrected = sum + (lost + lostInSum);
  return Number.isFinite(corrected) ? corrected : sum;
}

function splitDouble(value: number): [high: number, low: number] {
  const scaled = value * 134_217_729;
  const high = scaled - (scaled - value);
  return [high, value - high];
}
