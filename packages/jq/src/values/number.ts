import { charge } from '../runtime/meter.ts';

/**
 * A number as jq prints it: the shortest digits that read back to the same double, in plain notation where the decimal
 * point is at most 15 places right of the digits and at most 3 left of them (`jvp_dtoa_fmt` of jq 1.8).
 * NaN prints as null, an infinity as the largest double.
 */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e15) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (Number.isNaN(value)) return 'null';
  return formatExtreme(Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE);
}

function formatExtreme(value: number): string {
  charge(12);
  const [, sign, first, rest = '', power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const digits = `${first}${rest}`;
  const exponent = Number(power);
  const point = exponent + 1;
  if (point > -4 && point <= digits.length + 15) return `${sign}${plain(digits, point)}`;
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${sign}${first}${rest === '' ? '' : `.${rest}`}e${exponent < 0 ? '-' : '+'}${size}`;
}

function plain(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

const NUMERAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const NOT_A_NUMBER = /^[+-]?s?nan$/i;

/** Reads what jq reads as a number: decimal numerals with an optional sign, `nan`, `infinity`; undefined otherwise. */
export function parseNumber(text: string): number | undefined {
  charge(1 + text.length / 16);
  if (NUMERAL.test(text)) return Number(text);
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(text) ? Number.NaN : undefined;
}
