import { isPairAt } from '../values/text.ts';

/** A text seen as code points, which is how jq counts. */
export class Subject {
  readonly text: string;
  readonly length: number;
  /** Offsets of the code points in units; null if each is one unit. */
  readonly #units: readonly number[] | null;

  constructor(text: string) {
    this.text = text;
    this.#units = /[\ud800-\udbff][\udc00-\udfff]/.test(text) ? unitOffsets(text) : null;
    this.length = this.#units === null ? text.length : this.#units.length - 1;
  }

  /** The code point at an index. */
  at(index: number): number {
    return this.#units === null ? this.text.charCodeAt(index) : this.text.codePointAt(this.#units[index]!)!;
  }

  /** The part between two indices. */
  slice(from: number, to: number): string {
    if (this.#units === null) return this.text.slice(from, to);
    return this.text.slice(this.#units[from], this.#units[to]);
  }
}

function unitOffsets(text: string): number[] {
  const offsets: number[] = [];
  for (let i = 0; i < text.length; i += isPairAt(text, i) ? 2 : 1) offsets.push(i);
  offsets.push(text.length);
  return offsets;
}
