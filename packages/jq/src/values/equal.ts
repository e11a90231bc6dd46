import { charge, chargeText } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from './json.ts';
import { isArray, isContainer, MAX_DEPTH } from './kind.ts';

/** True if two values are the same JSON; NaN equals nothing. Raises past 10,000 levels, as jq does. */
export function equal(a: Json, b: Json): boolean {
  if (typeof a === 'string') return equalText(a, b);
  if (a === b) return true;
  if (!isContainer(a) || !isContainer(b)) return false;
  return equalContainers(a, b);
}

/** Whether a value is that text. Texts of the same length are looked at, and may have to be put together first. */
export function equalText(text: string, value: Json): boolean {
  if (typeof value !== 'string' || value.length !== text.length) return false;
  chargeText(text);
  return text === value;
}

/** Compares level by level with a work list, so that depth costs no stack. */
function equalContainers(a: Json & object, b: Json & object): boolean {
  let level: (Json & object)[] = [a, b];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) raise('Equality check too deep');
    const below: (Json & object)[] = [];
    for (let i = 0; i < level.length; i += 2) {
      if (!equalItems(level[i]!, level[i + 1]!, below)) return false;
    }
    level = below;
  }
  return true;
}

/** Compares the items of two containers; pairs of containers are left to the next level. */
function equalItems(a: Json & object, b: Json & object, below: (Json & object)[]): boolean {
  if (isArray(a) || isArray(b)) {
    if (!isArray(a) || !isArray(b) || a.length !== b.length) return false;
    charge(1 + a.length);
    return a.every((item, i) => equalItem(item, b[i]!, below));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  charge(1 + keys.length);
  return keys.every((key) => Object.hasOwn(b, key) && equalItem(a[key]!, b[key]!, below));
}

function equalItem(a: Json, b: Json, below: (Json & object)[]): boolean {
  if (typeof a === 'string') return equalText(a, b);
  if (a === b) return true;
  if (!isContainer(a) || !isContainer(b)) return false;
  below.push(a, b);
  return true;
}
