import { differingKeys } from './overlay.ts';
import {
  type ArrayShape,
  isEmptySlot,
  Kind,
  LazyType,
  type Numbers,
  type ObjectShape,
  resolve,
  type Slot,
  type Strings,
  type Type,
} from './type.ts';

/** Comparisons deeper or longer than this give up with "no", which is always safe. */
const MAX_DEPTH = 64;
const MAX_STEPS = 20_000;

/**
 * One comparison. Pairs of recursive types met on the way are assumed to hold while their parts are compared (the
 * coinductive subtyping of Amadio and Cardelli, "Subtyping recursive types", 1993); a failed attempt takes back what it
 * assumed, a refuted pair stays refuted.
 */
class Comparison {
  steps = 0;
  readonly trail: [Type, Type][] = [];
  readonly verdicts = new Map<Type, Map<Type, boolean>>();

  verdict(a: Type, b: Type): boolean | undefined {
    return this.verdicts.get(a)?.get(b);
  }

  assume(a: Type, b: Type): void {
    this.trail.push([a, b]);
    this.record(a, b, true);
  }

  /** Takes back the assumptions made since the trail had `length` entries and refutes the pair. */
  refute(a: Type, b: Type, length: number): void {
    for (const [left, right] of this.trail.splice(length)) this.verdicts.get(left)!.delete(right);
    this.record(a, b, false);
  }

  private record(a: Type, b: Type, verdict: boolean): void {
    const row = this.verdicts.get(a);
    if (row === undefined) this.verdicts.set(a, new Map([[b, verdict]]));
    else row.set(b, verdict);
  }
}

/**
 * True only if every value of `a` is a value of `b`. May miss some true cases (a shape covered by several others
 * together), never claims a false one. Formats and patterns compare by name.
 */
export function isSubtype(a: Type, b: Type): boolean {
  return a === b || isSub(a, b, undefined, 0);
}

type Progress = Comparison | undefined;

function isSub(a: Type, b: Type, progress: Progress, depth: number): boolean {
  if (a === b || a.kinds === 0) return true;
  if (a.kinds & ~b.kinds) return false;
  return (
    (a.numbers === b.numbers || !(a.kinds & Kind.number) || areSubNumbers(a.numbers, b.numbers)) &&
    (a.strings === b.strings || !(a.kinds & Kind.string) || areSubStrings(a.strings, b.strings)) &&
    (a.arrays === b.arrays || !(a.kinds & Kind.array) || areSubArrays(a.arrays, b.arrays, progress, depth)) &&
    (a.objects === b.objects || !(a.kinds & Kind.object) || areSubObjects(a.objects, b.objects, progress, depth))
  );
}

function areSubNumbers(a: Numbers | undefined, b: Numbers | undefined): boolean {
  if (b === undefined || a === undefined) return b === undefined;
  if (b.values === undefined) return a.integer;
  return a.values !== undefined && isSubset(a.values, b.values);
}

function areSubStrings(a: Strings | undefined, b: Strings | undefined): boolean {
  if (b === undefined || a === undefined) return b === undefined;
  if (b.values !== undefined) return a.values !== undefined && isSubset(a.values, b.values);
  if (a.values !== undefined) return false;
  return (b.format === undefined || a.format === b.format) && (b.pattern === undefined || a.pattern === b.pattern);
}

function isSubset<V>(a: ReadonlySet<V>, b: ReadonlySet<V>): boolean {
  if (a.size > b.size) return false;
  for (const value of a) if (!b.has(value)) return false;
  return true;
}

type Shapes<S> = readonly S[] | undefined;

function areSubArrays(a: Shapes<ArrayShape>, b: Shapes<ArrayShape>, progress: Progress, depth: number): boolean {
  return b === undefined || areCovered(a ?? [ANY_ARRAY], b, compareArrays, progress, depth);
}

function areSubObjects(a: Shapes<ObjectShape>, b: Shapes<ObjectShape>, progress: Progress, depth: number): boolean {
  return b === undefined || areCovered(a ?? [ANY_OBJECT], b, compareObjects, progress, depth);
}

type Compare<S> = (x: S, y: S, progress: Progress, depth: number) => boolean;

/** Every shape of `a` lies within one shape of `b`. */
function areCovered<S>(
  a: readonly S[],
  b: readonly S[],
  compare: Compare<S>,
  progress: Progress,
  depth: number,
): boolean {
  for (const x of a) {
    if (!b.includes(x) && !b.some((y) => compare(x, y, progress, depth))) return false;
  }
  return true;
}

const ANY: Type = { kinds: Kind.all, numbers: undefined, strings: undefined, arrays: undefined, objects: undefined };
const ANY_ARRAY: ArrayShape = { prefix: [], rest: ANY, min: 0 };
const ANY_OBJECT: ObjectShape = { name: undefined, properties: new Map(), additional: ANY, implicit: false };

/** True only if every array of shape `a` has shape `b`. */
export const isSubArray = (a: ArrayShape, b: ArrayShape): boolean => compareArrays(a, b, undefined, 0);

/** True only if every object of shape `a` has shape `b`. */
export const isSubObject = (a: ObjectShape, b: ObjectShape): boolean => compareObjects(a, b, undefined, 0);

function compareArrays(a: ArrayShape, b: ArrayShape, progress: Progress, depth: number): boolean {
  if (a.min < b.min) return false;
  const length = Math.max(a.prefix.length, b.prefix.length);
  for (let i = 0; i < length; i += 1) {
    if (!compareSlots(a.prefix[i] ?? a.rest, b.prefix[i] ?? b.rest, progress, depth)) return false;
  }
  return compareSlots(a.rest, b.rest, progress, depth);
}

function compareObjects(a: ObjectShape, b: ObjectShape, progress: Progress, depth: number): boolean {
  const keys = differingKeys(a.properties, b.properties);
  if (keys !== undefined && a.additional === b.additional) {
    for (const key of keys) if (!compareProperty(a, b, key, progress, depth)) return false;
    return true;
  }
  for (const key of b.properties.keys()) if (!compareProperty(a, b, key, progress, depth)) return false;
  for (const [key, ours] of a.properties) {
    if (!b.properties.has(key) && !compareSlots(ours.type, b.additional, progress, depth)) return false;
  }
  return compareSlots(a.additional, b.additional, progress, depth);
}

function compareProperty(a: ObjectShape, b: ObjectShape, key: string, progress: Progress, depth: number): boolean {
  const ours = a.properties.get(key);
  const theirs = b.properties.get(key);
  if (theirs?.required && !ours?.required) return false;
  return compareSlots(ours?.type ?? a.additional, theirs?.type ?? b.additional, progress, depth);
}

function compareSlots(a: Slot, b: Slot, progress: Progress, depth: number): boolean {
  if (a === b || isEmptySlot(a)) return true;
  if (depth >= MAX_DEPTH || isComputing(a) || isComputing(b)) return false;
  const left = resolve(a);
  const right = resolve(b);
  if (!(a instanceof LazyType || b instanceof LazyType)) return isSub(left, right, progress, depth + 1);
  return compareNamed(left, right, progress ?? new Comparison(), depth);
}

function compareNamed(a: Type, b: Type, progress: Comparison, depth: number): boolean {
  const known = progress.verdict(a, b);
  if (known !== undefined) return known;
  progress.steps += 1;
  if (progress.steps > MAX_STEPS) return false;
  const length = progress.trail.length;
  progress.assume(a, b);
  const holds = isSub(a, b, progress, depth + 1);
  if (!holds) progress.refute(a, b, length);
  return holds;
}

const isComputing = (slot: Slot): boolean => slot instanceof LazyType && slot.isComputing;
