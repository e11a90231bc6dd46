import type { Json } from '../values/json.ts';

/** Stands for "the value here is not the one the path leads to". */
const LOST: unique symbol = Symbol('lost');

/**
 * A path on the way: the last key, what comes before it, and the value it leads to.
 * As in jq, a path follows the flow of control, and an access checks that the value it is applied to is still the one at
 * the path; so any expression may stand in a path expression as long as it hands its input through.
 */
export class Path {
  readonly parent: Path | null;
  readonly key: Json;
  readonly value: Json | typeof LOST;

  constructor(parent: Path | null, key: Json, value: Json | typeof LOST) {
    this.parent = parent;
    this.key = key;
    this.value = value;
  }

  /** True if that is the value at the path. Strings and numbers have no identity and count by their value. */
  leadsTo(value: Json): boolean {
    return this.value === value || (typeof value === 'number' && Object.is(this.value, value));
  }

  /** The keys from the root. */
  keys(): Json[] {
    const keys: Json[] = [];
    for (let node: Path = this; node.parent !== null; node = node.parent) keys.push(node.key);
    return keys.reverse();
  }
}

/** The empty path. */
export function rootPath(value: Json): Path {
  return new Path(null, null, value);
}

/**
 * The path after an expression that computes: unchanged, except that a fresh string or number is no longer the value there.
 * (Computed arrays and objects are told apart by their identity; null and booleans are the same everywhere, as in jq.)
 */
export function pathAfter(path: Path | null, input: Json, output: Json): Path | null {
  if (path === null || output === input) return path;
  return typeof output === 'string' || typeof output === 'number' ? lost(path) : path;
}

/** The same path with nothing at it. */
export function lost(path: Path): Path {
  return new Path(path.parent, path.key, LOST);
}
