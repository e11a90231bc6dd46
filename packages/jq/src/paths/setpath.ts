import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray, isObject, MAX_DEPTH } from '../values/kind.ts';
import { assertSettable, index, withKey } from './access.ts';

/** A path given as a value: raises unless it is an array of at most 10,000 keys. */
export function pathOf(value: Json): readonly Json[] {
  if (!isArray(value)) return raise('Path must be specified as an array');
  if (value.length > MAX_DEPTH) raise('Path too deep');
  return value;
}

/** The part at a path; null where there is nothing. */
export function getPath(root: Json, path: readonly Json[]): Json {
  charge(1 + path.length / 4);
  let value = root;
  for (const key of path) value = index(value, key);
  return value;
}

/** A copy of the root with the part at a path replaced by what `update` makes of it. */
export function updatePath(root: Json, path: readonly Json[], update: (part: Json) => Json): Json {
  charge(1 + path.length);
  const containers: Json[] = [];
  let value = root;
  for (const key of path) {
    containers.push(value);
    const part = index(value, key);
    if (!isObject(key)) assertSettable(value, key);
    value = part;
  }
  value = update(value);
  for (let i = path.length - 1; i >= 0; i--) value = withKey(containers[i]!, path[i]!, value);
  return value;
}

/** A copy of the root with the part at a path replaced. */
export function setPath(root: Json, path: readonly Json[], value: Json): Json {
  return updatePath(root, path, () => value);
}
