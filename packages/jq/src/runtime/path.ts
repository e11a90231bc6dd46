import type { Json } from '../values/json.ts';

/**
 * A path on the way: the last key, what comes before it, and the value it leads to.
 * As in jq, a path follows the flow of control, and an access checks that the value it is applied to is still the one at
 * the path; so any expression may stand in a path expression as long as it hands its input through.
 */
export class Path {
  readonly parent: Path | null;
  readonly key: Json;
  readonly value: Json;

  constructor(parent: Path | null, key: Json, value: Json) {
    this.parent = parent;
    this.key = key;
    this.value = value;
  }

  /**
   * True if that is the value at the path. Arrays and objects are told apart by identity; strings and numbers have none
   * here and count by their value, so that a few more expressions count as paths than in jq.
   */
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
