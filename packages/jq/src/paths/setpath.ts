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

/** A copy of the root with the part at a path replaced by what `update` makes of it; undefined if that is nothing. */
export function updatePath(
  root: Json,
  path: readonly Json[],
  update: (part: Json) => Json | undefined,
): Json | undefined {
  const parts: Json[] = [root];
  for (let i = 0; i < path.length; i++) parts.push(index(parts[i]!, path[i]!));
  const value = update(parts[path.length]!);
  if (value === undefined) return undefined;
  for (let i = 0; i < path.length; i++) if (!isObject(path[i]!)) assertSettable(parts[i]!, path[i]!);
  return rebuild(parts, path, value);
}

/** Puts a value at the end of a path, given the containers along it. */
function rebuild(containers: readonly Json[], path: readonly Json[], value: Json): Json {
  charge(1 + path.length);
  let current = value;
  for (let i = path.length - 1; i >= 0; i--) current = withKey(containers[i]!, path[i]!, current);
  return current;
}

/** A copy of the root with the part at a path replaced; unlike `updatePath` each key is checked before the next. */
export function setPath(root: Json, path: readonly Json[], value: Json): Json {
  const containers: Json[] = [];
  let part = root;
  for (const key of path) {
    containers.push(part);
    const inner = index(part, key);
    if (!isObject(key)) assertSettable(part, key);
    part = inner;
  }
  return rebuild(containers, path, value);
}
