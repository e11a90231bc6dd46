import { charge, chargeText } from '../runtime/meter.ts';

/** Compares strings by code points, as UTF-8 bytes would compare: negative, zero or positive. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (a.length > CHARS_PER_UNIT || b.length > CHARS_PER_UNIT) payFor(a, b, at);
  return at < length ? codeUnitRank(a.charCodeAt(at)) - codeUnitRank(b.charCodeAt(at)) : a.length - b.length;
}

/** Characters that are compared for one unit of fuel. */
const CHARS_PER_UNIT = 20;

/** The characters compared, and the texts as wholes, which may have to be put together first. */
function payFor(a: string, b: string, compared: number): void {
  charge(compared / CHARS_PER_UNIT);
  chargeText(a);
  chargeText(b);
}

/** Moves surrogates above the rest of the basic plane, where their code points belong. */
function codeUnitRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** Number of code points. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if (isPairAt(text, i)) {
      length--;
      i++;
    }
  }
  return length;
}

/** The index in UTF-16 units of a code point, given as its number. */
export function codeUnitIndex(text: string, codePoint: number): number {
  let unit = 0;
  for (let i = 0; i < codePoint && unit < text.length; i++) unit += isPairAt(text, unit) ? 2 : 1;
  return unit;
}

/** True if a surrogate pair stands at the index. */
export function isPairAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

/** Bytes of a code point in UTF-8. */
export function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Bytes of a string in UTF-8. */
export function utf8ByteLength(text: string): number {
  charge(text.length / 24);
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isPairAt(text, i)) {
      bytes += 4;
      i++;
    } else {
      bytes += utf8Length(unit);
    }
  }
  return bytes;
}

/** Turns code-unit offsets into code-point offsets; offsets must be asked for in rising order to stay linear. */
export class CodePointCounter {
  readonly #text: string;
  #unit = 0;
  #codePoints = 0;

  constructor(text: string) {
    this.#text = text;
  }

  at(unit: number): number {
    if (unit < this.#unit) {
      this.#unit = 0;
      this.#codePoints = 0;
    }
    while (this.#unit < unit) {
      this.#unit += isPairAt(this.#text, this.#unit) ? 2 : 1;
      this.#codePoints++;
    }
    return this.#codePoints;
  }
}
