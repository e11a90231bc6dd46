import { charge, chargeText } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray, isContainer, isObject } from '../values/kind.ts';
import { copyObject, type MutableObject, setKey } from '../values/object.ts';
import { assertSettable, assignableIndex, index, padTo, withKey } from './access.ts';
import { getPath } from './setpath.ts';

/** What one change costs in fuel, besides what is copied. */
const CHANGE_COST = 8;

/**
 * A value that is changed in many places. Each container on a changed path is copied once and then changed in place, so
 * that many changes cost no more than one copy of what they touch. The original stays as it is.
 *
 * D1 a container is owned if it was copied here and nothing but its owned parent refers to it;
 * D2 what is handed out (to an update, or stored in a second place) is not owned any more.
 */
export class Draft {
  root: Json;
  readonly #owned = new Set<Json>();

  constructor(root: Json) {
    charge(4);
    this.root = root;
  }

  /** Replaces the part at a path by what `update` makes of it; undefined means to leave it, and gives false. */
  update(path: readonly Json[], update: (part: Json) => Json | undefined): boolean {
    charge(CHANGE_COST + 2 * path.length);
    const parts = this.#walk(path, false);
    const part = parts[path.length]!;
    this.#owned.delete(part);
    const value = update(part);
    if (value === undefined) return false;
    assertPath(parts, path);
    this.#owned.delete(value);
    this.#put(parts, path, value);
    return true;
  }

  /** Replaces the part at a path. */
  set(path: readonly Json[], value: Json): void {
    charge(CHANGE_COST + 2 * path.length);
    this.#put(this.#walk(path, true), path, value);
  }

  /** The part at a path, handed out. */
  part(path: readonly Json[]): Json {
    const part = getPath(this.root, path);
    this.#owned.delete(part);
    return part;
  }

  /** Gives up the ownership of everything, because parts may have been stored elsewhere. */
  disown(): void {
    this.#owned.clear();
  }

  /** The containers along a path and, last, the part at its end; may check each key on the way, as jq's setpath does. */
  #walk(path: readonly Json[], check: boolean): Json[] {
    const parts: Json[] = [this.root];
    let value = this.root;
    for (const key of path) {
      const part = index(value, key);
      if (check && !isObject(key)) assertSettable(value, key);
      parts.push(part);
      value = part;
    }
    return parts;
  }

  /** Stores a value at the end of the path, from the end upwards until a container was there to be changed in place. */
  #put(parts: readonly Json[], path: readonly Json[], value: Json): void {
    let owned = 0;
    while (owned < path.length && this.#owned.has(parts[owned]!)) owned++;
    let current = value;
    for (let i = path.length - 1; i >= 0; i--) {
      const container = parts[i]!;
      const key = path[i]!;
      if (i < owned && setInPlace(container, key, current)) return;
      current = this.#copyWith(container, key, current);
    }
    this.root = current;
  }

  /** A copy with one key set. The containers inside are now also in the original, so none of them is owned. */
  #copyWith(container: Json, key: Json, value: Json): Json {
    const fresh = this.#owned.has(value);
    if (isContainer(container)) {
      for (const part of isArray(container) ? container : Object.values(container)) this.#owned.delete(part);
    }
    if (fresh) this.#owned.add(value);
    const copy = withKey(container, key, value);
    if (isContainer(copy) && !isObject(key)) this.#owned.add(copy);
    return copy;
  }

  /**
   * Adds items to the end of the root, or entries to it, as `. + value` does. `isolated` says that the value cannot
   * contain parts of the root.
   */
  append(value: Json, isolated: boolean, add: (a: Json, b: Json) => Json): void {
    if (!isolated && !isFlat(value)) this.disown();
    const { root } = this;
    if (isArray(root) && isArray(value)) {
      charge(1 + value.length / 2);
      this.#ownRoot();
      pushAll(this.root as Json[], value);
    } else if (isObject(root) && isObject(value)) {
      const keys = Object.keys(value);
      charge(1 + keys.length);
      this.#ownRoot();
      for (const key of keys) setKey(this.root as MutableObject, key, value[key]!);
    } else {
      this.root = add(root, value);
    }
  }

  /**
   * Adds a value to the part at a path, as `+=` does; lists grow in place. `fresh` says that nothing else refers to the
   * value, so that it may become such a list itself.
   */
  add(path: readonly Json[], value: Json, fresh: boolean, add: (a: Json, b: Json) => Json): void {
    charge(CHANGE_COST + 2 * path.length);
    const parts = this.#walk(path, false);
    const part = parts[path.length]!;
    if (isArray(part) && isArray(value) && parts.every((container) => this.#owned.has(container))) {
      charge(value.length / 2);
      pushAll(part as Json[], value);
      return;
    }
    const sum = add(part, value);
    assertPath(parts, path);
    this.#owned.delete(sum);
    this.#put(parts, path, sum);
    if (isArray(sum) && sum !== part && (sum !== value || fresh)) this.#owned.add(sum);
  }

  #ownRoot(): void {
    if (this.#owned.has(this.root)) return;
    const { root } = this;
    const size = isArray(root) ? root.length : Object.keys(root as object).length;
    charge(isArray(root) ? size / 2 : 2 + size);
    this.#owned.clear();
    this.root = isArray(root) ? root.slice() : copyObject(root as MutableObject);
    this.#owned.add(this.root);
  }
}

/** True if no part of a value is a container. */
function isFlat(value: Json): boolean {
  if (!isContainer(value)) return true;
  const items = isArray(value) ? value : Object.values(value);
  return items.length <= 100 && !items.some(isContainer);
}

/** Also for a list that is added to itself, which grows meanwhile. */
function pushAll(target: Json[], items: readonly Json[]): void {
  const count = items.length;
  for (let i = 0; i < count; i++) target.push(items[i]!);
}

function assertPath(parts: readonly Json[], path: readonly Json[]): void {
  path.forEach((key, i) => {
    if (!isObject(key)) assertSettable(parts[i]!, key);
  });
}

/** Changes a container that is ours; false where the key is of a kind that needs a new container. */
function setInPlace(container: Json, key: Json, value: Json): boolean {
  if (typeof key === 'string' && isObject(container)) {
    charge(4);
    chargeText(key);
    setKey(container as MutableObject, key, value);
    return true;
  }
  if (typeof key === 'number' && isArray(container)) {
    const array = container as Json[];
    const position = assignableIndex(array.length, key);
    if (position > array.length) charge((position - array.length) / 2);
    padTo(array, position);
    array[position] = value;
    return true;
  }
  return isContainer(key) ? false : raise('Invalid path component');
}
