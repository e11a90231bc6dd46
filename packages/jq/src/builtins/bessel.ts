import { charge } from '../runtime/meter.ts';

/**
 * Bessel functions of integer order. Below 25 by Miller's downward recurrence and Neumann's series, above by
 * Hankel's asymptotic expansion (Abramowitz & Stegun, Handbook of Mathematical Functions, 9.1.88, 9.2.5-9.2.10, 9.12).
 * Good to about 14 digits of the largest value in question.
 */

const EULER = 0.577_215_664_901_532_9;
const ASYMPTOTIC_FROM = 25;
/** J_n(x) is less than the least double for n > 2x + 2000: it is below (ex/2n)^n, and (e/4)^2000 is 10^-335. */
const ALWAYS_ZERO_FROM = 2000;

/** C turns an order into an `int`; one that does not fit becomes the least of them. */
function toOrder(value: number): number {
  const order = Math.trunc(value);
  return Math.abs(order) < 2 ** 31 ? order : -(2 ** 31);
}

/** J_n(x), the order rounded towards zero. */
export function besselJ(rawOrder: number, x: number): number {
  if (Number.isNaN(x)) return x;
  const order = toOrder(rawOrder);
  const n = Math.abs(order);
  const odd = n % 2 === 1;
  const sign = odd && order < 0 !== x < 0 ? -1 : 1;
  const size = Math.abs(x);
  if (size === Number.POSITIVE_INFINITY || n > 2 * size + ALWAYS_ZERO_FROM) return 0;
  if (size < ASYMPTOTIC_FROM || size < n) return sign * (firstKinds(Math.max(n, 0), size)[n] ?? 0);
  return sign * upward(n, size, hankel(0, size).j, hankel(1, size).j);
}

/** Y_n(x), the order rounded towards zero; -infinity at zero, NaN below. */
export function besselY(rawOrder: number, x: number): number {
  const order = toOrder(rawOrder);
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const n = Math.abs(order);
  const sign = order < 0 && n % 2 === 1 ? -1 : 1;
  if (x >= ASYMPTOTIC_FROM) return sign * upward(n, x, hankel(0, x).y, hankel(1, x).y);
  const j = firstKinds(1, x);
  return sign * upward(n, x, secondKind0(x, j), secondKind1(x, j));
}

/** Value of order n from those of orders 0 and 1 by the three-term recurrence. */
function upward(n: number, x: number, order0: number, order1: number): number {
  if (n === 0) return order0;
  // Beyond x the values grow so fast that they are infinite soon.
  charge(Math.min(n, 4 * x + 4000) / 8);
  let before = order0;
  let current = order1;
  for (let k = 1; k < n && Number.isFinite(current); k++) [before, current] = [current, (2 * k * current) / x - before];
  return current;
}

/** J_0 ... J_m for some m beyond `order`, where they have become negligible. */
function firstKinds(order: number, x: number): number[] {
  if (x < 1e-8) return [1, x / 2, (x * x) / 8];
  const start = 2 * Math.ceil((Math.max(order, x) + 30 + Math.sqrt(40 * Math.max(order, x))) / 2);
  charge(start);
  const values = new Array<number>(start + 2).fill(0);
  values[start] = 1e-300;
  let sum = 0;
  for (let k = start; k > 0; k--) {
    values[k - 1] = (2 * k * values[k]!) / x - values[k + 1]!;
    if (Math.abs(values[k - 1]!) > 1e250) scaleDown(values, k - 1);
  }
  for (let k = 2; k <= start; k += 2) sum += values[k]!;
  const norm = values[0]! + 2 * sum;
  return values.map((value) => value / norm);
}

function scaleDown(values: number[], from: number): void {
  charge((values.length - from) / 16);
  for (let i = from; i < values.length; i++) values[i]! *= 1e-250;
}

function secondKind0(x: number, j: readonly number[]): number {
  let sum = 0;
  for (let k = 1; 2 * k < j.length; k++) sum += ((k % 2 === 0 ? 1 : -1) * j[2 * k]!) / k;
  return (2 / Math.PI) * (Math.log(x / 2) + EULER) * j[0]! - (4 / Math.PI) * sum;
}

function secondKind1(x: number, j: readonly number[]): number {
  let sum = 0;
  for (let k = 1; 2 * k + 1 < j.length; k++) {
    sum += ((k % 2 === 0 ? 1 : -1) * (2 * k + 1) * j[2 * k + 1]!) / (k * (k + 1));
  }
  return (2 / Math.PI) * ((Math.log(x / 2) + EULER - 1) * j[1]! - j[0]! / x - sum);
}

function hankel(order: number, x: number): { j: number; y: number } {
  const mu = 4 * order * order;
  let p = 1;
  let q = 0;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (k * 8 * x);
    if (Math.abs(next) > Math.abs(term) || next === 0) break;
    term = next;
    if (k % 2 === 1) q += (k % 4 === 1 ? 1 : -1) * term;
    else p += (k % 4 === 0 ? 1 : -1) * term;
  }
  const angle = x - (order / 2 + 0.25) * Math.PI;
  const scale = Math.sqrt(2 / (Math.PI * x));
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { j: scale * (p * cos - q * sin), y: scale * (p * sin + q * cos) };
}
