import { add, subtract } from '../operators/arithmetic.ts';
import { charge, chargeString } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { compare } from '../values/compare.ts';
import { describe } from '../values/describe.ts';
import type { Json } from '../values/json.ts';
import { isArray, isContainer, isObject, isTrue } from '../values/kind.ts';
import { type MutableObject, setKey } from '../values/object.ts';
import { type Code, type Each, firstOf, type Single, type Visit } from './code.ts';
import { compareField } from './comparison.ts';
import { type Condition, type ItemLoop, outputOf } from './item-loop.ts';
import { faster, type Special } from './special.ts';

/** `any(f; condition)` for `wanted` true, `all(f; condition)` for false. */
function quantifier(wanted: boolean): (f: Code, condition: Code) => Single | null {
  return (f, condition) => {
    const outputs = f.each;
    const conditions = condition.each;
    if (outputs === null || conditions === null) return null;
    if (f.loop !== null && condition.single !== null) {
      return quantifyItems(f.loop, { single: condition.single, comparison: condition.comparison }, wanted);
    }
    return (environment, input) => {
      const searched = outputs(environment, input, (value) =>
        conditions(environment, value, (answer) => isTrue(answer) !== wanted),
      );
      return searched !== wanted;
    };
  };
}

/** The same for the items of one container. A condition without an answer decides nothing. */
function quantifyItems(loop: ItemLoop, { single, comparison }: Condition, wanted: boolean): Single {
  return (environment, input) => {
    const items = loop.items(environment, input) ?? [];
    for (let i = 0; i < items.length; i++) {
      charge(1);
      const value = outputOf(loop, environment, items[i]!);
      if (value === undefined) continue;
      const answer = (comparison && compareField(comparison, value)) ?? single(environment, value);
      if (answer !== undefined && isTrue(answer) === wanted) return wanted;
    }
    return !wanted;
  };
}

const anySingle = quantifier(true);
const allSingle = quantifier(false);

/** `limit($n; f)` and `skip($n; f)` count down from n by jq's subtraction, which also has the messages for odd counts. */
function limitEach(count: Code, f: Code): Each | null {
  const { single } = count;
  const { each } = f;
  if (single === null || each === null) return null;
  return (environment, input, visit) => {
    const n = single(environment, input);
    if (n === undefined || isZero(n)) return true;
    if (compare(n, 0) < 0) raise("limit doesn't support negative count");
    let left: Json = n;
    let going = true;
    each(environment, input, (value) => {
      left = subtract(left, 1);
      going = visit(value);
      return going && compare(left, 0) > 0;
    });
    return going;
  };
}

function skipEach(count: Code, f: Code): Each | null {
  const { single } = count;
  const { each } = f;
  if (single === null || each === null) return null;
  return (environment, input, visit) => {
    const n = single(environment, input);
    if (n === undefined) return true;
    if (isZero(n)) return each(environment, input, visit);
    if (compare(n, 0) < 0) raise("skip doesn't support negative count");
    let left: Json = n;
    return each(environment, input, (value) => {
      left = subtract(left, 1);
      return compare(left, 0) >= 0 || visit(value);
    });
  };
}

function isZero(value: Json): boolean {
  return value === 0;
}

function untilSingle(condition: Single | null, update: Single | null): Single | null {
  if (condition === null || update === null) return null;
  return (environment, input) => {
    let value: Json | undefined = input;
    while (value !== undefined) {
      charge(1);
      const answer = condition(environment, value);
      if (answer === undefined) return undefined;
      if (isTrue(answer)) return value;
      value = update(environment, value);
    }
    return undefined;
  };
}

function whileEach(condition: Single | null, update: Single | null): Each | null {
  if (condition === null || update === null) return null;
  return (environment, input, visit) => {
    let value: Json | undefined = input;
    while (value !== undefined) {
      charge(1);
      const answer = condition(environment, value);
      if (answer === undefined || !isTrue(answer)) return true;
      if (!visit(value)) return false;
      value = update(environment, value);
    }
    return true;
  };
}

function repeatEach({ each }: Code): Each | null {
  if (each === null) return null;
  return (environment, input, visit) => {
    for (;;) {
      charge(1);
      if (!each(environment, input, visit)) return false;
    }
  };
}

/** `recurse(f)` where f has at most one output. */
function recurseEach(f: Single | null): Each | null {
  if (f === null) return null;
  return (environment, input, visit) => {
    let value: Json | undefined = input;
    while (value !== undefined) {
      charge(2);
      if (!visit(value)) return false;
      value = f(environment, value);
    }
    return true;
  };
}

/** `recurse`: the whole and its parts, each before what is inside it, with a stack of its own. */
const partsEach: Each = (_environment, input, visit) => {
  const stack: { readonly items: readonly Json[]; next: number }[] = [{ items: [input], next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (top.next === top.items.length) {
      stack.pop();
      continue;
    }
    charge(1);
    const item = top.items[top.next++]!;
    if (!visit(item)) return false;
    if (isContainer(item)) stack.push({ items: isArray(item) ? item : Object.values(item), next: 0 });
  }
  return true;
};

/** `map_values(f)` */
function mapValuesSingle(f: Single | null): Single | null {
  if (f === null) return null;
  return (environment, input) => {
    if (isArray(input)) return mapItems(input, (item) => f(environment, item));
    if (!isObject(input)) return raise(`Cannot iterate over ${describe(input)}`);
    const object: MutableObject = {};
    for (const key of Object.keys(input)) {
      charge(1);
      const value = f(environment, input[key]!);
      if (value !== undefined) setKey(object, key, value);
    }
    return object;
  };
}

function mapItems(items: readonly Json[], change: (item: Json) => Json | undefined): Json[] {
  const changed: Json[] = [];
  for (const item of items) {
    charge(1);
    const value = change(item);
    if (value !== undefined) changed.push(value);
  }
  return changed;
}

/** A container on the way of `walk`, with what its parts became so far. */
interface WalkFrame {
  readonly items: readonly Json[];
  readonly keys: readonly string[] | null;
  readonly array: Json[];
  readonly object: MutableObject;
  next: number;
}

/** `walk(f)` where f has at most one output: parts before the whole, with a stack of its own. */
function walkSingle(f: Single | null): Single | null {
  if (f === null) return null;
  return (environment, input) => {
    if (!isContainer(input)) return f(environment, input);
    const frames = [walkFrame(input)];
    let whole: Json | undefined;
    while (frames.length > 0) {
      const done = walkInto(frames);
      const into = done.isWhole ? frames.at(-2) : frames.at(-1);
      if (done.isWhole) frames.pop();
      whole = f(environment, done.part);
      if (into !== undefined) take(into, whole);
    }
    return whole;
  };
}

/** Goes down to the next part that is complete: an item without parts, or a container all of whose items are done. */
function walkInto(frames: WalkFrame[]): { readonly part: Json; readonly isWhole: boolean } {
  for (;;) {
    const frame = frames.at(-1)!;
    const item = frame.items[frame.next];
    if (item === undefined) return { part: frame.keys === null ? frame.array : frame.object, isWhole: true };
    if (!isContainer(item)) return { part: item, isWhole: false };
    frames.push(walkFrame(item));
  }
}

function walkFrame(value: Json & object): WalkFrame {
  charge(8);
  const keys = isArray(value) ? null : Object.keys(value);
  return { items: isArray(value) ? value : Object.values(value), keys, array: [], object: {}, next: 0 };
}

/** Puts what a part became into its container; nothing leaves it out. */
function take(frame: WalkFrame, value: Json | undefined): void {
  charge(1);
  const at = frame.next++;
  if (value === undefined) return;
  if (frame.keys === null) frame.array.push(value);
  else setKey(frame.object, frame.keys[at]!, value);
}

/** `_replace(edits; replacement)`: see `edits` for what it works on. */
function replaceEach(edits: Code, replacement: Code): Each | null {
  const { single } = edits;
  const { each } = replacement;
  if (single === null || each === null) return null;
  return (environment, input, visit) => {
    const list = single(environment, input) as readonly Json[] | undefined;
    if (list === undefined) return true;
    const results: Json[] = [];
    for (const edit of list.slice(0, -1)) {
      const [gap, names] = edit as readonly [string, Json];
      const inserts: Json[] = [];
      each(environment, names, (insert) => inserts.push(insert) > 0);
      for (let i = 0; i < inserts.length; i++) results[i] = appendText(results[i] ?? null, add(gap, inserts[i]!));
    }
    return finish(results, list.at(-1) as string, input, visit);
  };
}

/** As `add`, but paying for the new part only: texts grow in place. */
function appendText(text: Json, part: Json): Json {
  if (typeof text !== 'string' || typeof part !== 'string') return add(text, part);
  chargeString(part.length);
  return text + part;
}

function finish(results: readonly Json[], tail: string, input: Json, visit: Visit): boolean {
  if (results.length === 0) return visit(input);
  for (const result of results) if (!visit(appendText(result, tail))) return false;
  return true;
}

/** Builtins that loop. */
export const LOOP_SPECIALS: Readonly<Record<string, Special>> = {
  'any/2': (list, call) => faster({ single: anySingle(list[0]!, list[1]!) }, list, call),
  'all/2': (list, call) => faster({ single: allSingle(list[0]!, list[1]!) }, list, call),
  'limit/2': (list, call) => faster({ each: limitEach(list[0]!, list[1]!) }, list, call),
  'skip/2': (list, call) => faster({ each: skipEach(list[0]!, list[1]!) }, list, call),
  'until/2': (list, call) => faster({ single: untilSingle(list[0]!.single, list[1]!.single) }, list, call),
  'while/2': (list, call) => faster({ each: whileEach(list[0]!.single, list[1]!.single) }, list, call),
  'repeat/1': (list, call) => faster({ each: repeatEach(list[0]!) }, list, call),
  'recurse/0': (list, call) => faster({ each: partsEach }, list, call),
  'recurse/1': (list, call) => faster({ each: recurseEach(list[0]!.single) }, list, call),
  'map_values/1': (list, call) => faster({ single: mapValuesSingle(firstOf(list[0]!)) }, list, call),
  'walk/1': (list, call) => faster({ single: walkSingle(list[0]!.single) }, list, call),
  '_replace/2': (list, call) => faster({ each: replaceEach(list[0]!, list[1]!) }, list, call),
};
