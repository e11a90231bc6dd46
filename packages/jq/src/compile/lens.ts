import type { Span } from '../ast.ts';
import type { Environment } from '../runtime/environment.ts';
import { charge } from '../runtime/meter.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { isArray, isObject, isTrue } from '../values/kind.ts';
import { copyObject, hasKey, type MutableObject, setKey } from '../values/object.ts';
import type { Single } from './code.ts';
import { indexAt } from './field.ts';

/**
 * What becomes of a part, given the value on the right side of an assignment: the new part, UNCHANGED, or undefined if
 * it is to be deleted.
 */
export type Update = (environment: Environment, part: Json, right: Json) => Json | undefined;

/**
 * A target such as `.items[] | select(.id == 1) | .price`, whose parts lie apart from each other: makes of an update of
 * the parts one of the whole. So an assignment goes down once and builds the new value on its way back, without paths.
 */
export type Lens = (inner: Update) => Update;

/** Says that nothing is to be set: there is no such part, or nothing to delete. */
const UNCHANGED: Json = Object.freeze({});

/** Highest index that is set this way; see `assignableIndex` for what else may be wrong with one. */
const MAX_INDEX = 10_000;

/** What one change costs in fuel, besides what is copied. */
const CHANGE_COST = 2;

/** The lens for `.[key]`; null for keys that need a closer look. */
export function lensAt(key: Json | undefined, span: Span): Lens | null {
  if (typeof key === 'string') return (inner) => updateField(key, inner, span);
  if (typeof key !== 'number' || !Number.isInteger(key) || key < 0 || key > MAX_INDEX) return null;
  return (inner) => updateItem(key, inner, span);
}

function updateField(name: string, inner: Update, span: Span): Update {
  return (environment, whole, right) => {
    const part = inner(environment, indexAt(whole, name, span), right);
    if (part === UNCHANGED) return UNCHANGED;
    charge(CHANGE_COST);
    if (part === undefined) return withoutKey(whole as JsonObject | null, name);
    const copy = copyPaid(whole as JsonObject | null);
    setKey(copy, name, part);
    return copy;
  };
}

function copyPaid(object: JsonObject | null): MutableObject {
  if (object === null) return {};
  charge(Object.keys(object).length);
  return copyObject(object);
}

function withoutKey(object: JsonObject | null, name: string): Json {
  if (object === null || !hasKey(object, name)) return UNCHANGED;
  const copy: MutableObject = {};
  for (const key of Object.keys(object)) {
    charge(1);
    if (key !== name) setKey(copy, key, object[key]!);
  }
  return copy;
}

function updateItem(at: number, inner: Update, span: Span): Update {
  return (environment, whole, right) => {
    const part = inner(environment, indexAt(whole, at, span), right);
    const items = (whole ?? []) as readonly Json[];
    if (part === UNCHANGED || (part === undefined && at >= items.length)) return UNCHANGED;
    charge(CHANGE_COST + Math.max(items.length, at) / 2);
    const copy = items.slice();
    if (part === undefined) {
      copy.splice(at, 1);
    } else {
      while (copy.length < at) copy.push(null);
      copy[at] = part;
    }
    return copy;
  };
}

/** The lens for `.[]`; `notIterable` raises for a value without parts. */
export function lensOfParts(notIterable: ((value: Json) => never) | null): Lens {
  return (inner) => (environment, whole, right) => {
    if (isArray(whole)) return updateItems(environment, whole, right, inner);
    if (isObject(whole)) return updateEntries(environment, whole, right, inner);
    return notIterable === null ? UNCHANGED : notIterable(whole);
  };
}

function updateItems(environment: Environment, items: readonly Json[], right: Json, inner: Update): Json {
  const changed: Json[] = [];
  for (let i = 0; i < items.length; i++) {
    charge(CHANGE_COST);
    const part = inner(environment, items[i]!, right);
    if (part !== undefined) changed.push(part === UNCHANGED ? items[i]! : part);
  }
  return changed;
}

function updateEntries(environment: Environment, object: JsonObject, right: Json, inner: Update): Json {
  const changed: MutableObject = {};
  for (const key of Object.keys(object)) {
    charge(CHANGE_COST);
    const part = inner(environment, object[key]!, right);
    if (part !== undefined) setKey(changed, key, part === UNCHANGED ? object[key]! : part);
  }
  return changed;
}

/** The lens for `select(condition)`. */
export function lensOfSelection(condition: Single): Lens {
  return (inner) => (environment, part, right) => {
    const answer = condition(environment, part);
    return answer !== undefined && isTrue(answer) ? inner(environment, part, right) : UNCHANGED;
  };
}

/** One lens after the other. */
export function throughBoth(outer: Lens | null, inner: Lens | null): Lens | null {
  return outer && inner && ((update) => outer(inner(update)));
}

/** An update of the whole value; null where that is deleted, as in jq. */
export function updateWhole(update: Update): (environment: Environment, input: Json, right: Json) => Json {
  return (environment, input, right) => {
    const output = update(environment, input, right);
    return output === UNCHANGED ? input : (output ?? null);
  };
}
