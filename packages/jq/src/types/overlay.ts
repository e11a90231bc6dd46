/** The part of a read-only map that shapes use. */
export type Lookup<V> = Pick<
  ReadonlyMap<string, V>,
  'get' | 'has' | 'size' | 'keys' | 'values' | typeof Symbol.iterator
>;

/** Smaller maps are copied. */
const MIN_SIZE = 12;
/** Overlays stacked before they are copied into one map. */
const MAX_STACKED = 8;

/** A map with one entry set, or removed; the rest is shared with another map until somebody walks over all of it. */
class Overlay<V> implements Lookup<V> {
  readonly base: Lookup<V>;
  readonly key: string;
  readonly stacked: number;
  readonly #value: V | undefined;
  #all: Map<string, V> | undefined;

  constructor(base: Lookup<V>, key: string, value: V | undefined) {
    this.base = base;
    this.key = key;
    this.#value = value;
    this.stacked = base instanceof Overlay ? base.stacked + 1 : 1;
  }

  get(key: string): V | undefined {
    return key === this.key ? this.#value : this.base.get(key);
  }

  has(key: string): boolean {
    return key === this.key ? this.#value !== undefined : this.base.has(key);
  }

  get size(): number {
    return this.base.size + Number(this.#value !== undefined) - Number(this.base.has(this.key));
  }

  keys(): MapIterator<string> {
    return this.#whole().keys();
  }

  values(): MapIterator<V> {
    return this.#whole().values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.#whole()[Symbol.iterator]();
  }

  #whole(): Map<string, V> {
    this.#all ??= copyWith(this.base, this.key, this.#value);
    return this.#all;
  }
}

function copyWith<V>(base: Lookup<V>, key: string, value: V | undefined): Map<string, V> {
  const copy = new Map(base);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

/** The map with one entry set, or removed if the value is undefined; shares large maps. */
export function overlaid<V>(base: Lookup<V>, key: string, value: V | undefined): Lookup<V> {
  if (base.size < MIN_SIZE || (base instanceof Overlay && base.stacked >= MAX_STACKED))
    return copyWith(base, key, value);
  return new Overlay(base, key, value);
}

/** The keys in which two maps can differ, if they share their other entries; undefined if that is not known. */
export function differingKeys<V>(a: Lookup<V>, b: Lookup<V>): Set<string> | undefined {
  const keys = new Set<string>();
  let [x, y] = [a, b];
  while (x !== y) {
    if (x instanceof Overlay && (!(y instanceof Overlay) || x.stacked >= y.stacked)) {
      keys.add(x.key);
      x = x.base;
    } else if (y instanceof Overlay) {
      keys.add(y.key);
      y = y.base;
    } else return undefined;
  }
  return keys;
}
