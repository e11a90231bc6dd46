import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { describe } from './describe.ts';
import { equal } from './equal.ts';
import type { Json, JsonObject } from './json.ts';
import { isArray, isContainer, kindOf, MAX_DEPTH } from './kind.ts';

/** Two containers being matched; `whole` and `part` advance until every item of `part` has its place in `whole`. */
type Frame = ArrayFrame | ObjectFrame;

interface ArrayFrame {
  readonly kind: 'array';
  readonly whole: readonly Json[];
  readonly part: readonly Json[];
  wholeAt: number;
  partAt: number;
}

interface ObjectFrame {
  readonly kind: 'object';
  readonly whole: JsonObject;
  readonly part: JsonObject;
  readonly keys: readonly string[];
  keyAt: number;
}

/**
 * True if `part` is inside `whole`: a substring; an array of which every item is inside some item; an object of which
 * every entry is inside the entry of that key; anything else must be equal. Raises for values of different types,
 * of which true and false are two in jq.
 */
export function contains(whole: Json, part: Json): boolean {
  if (kindOf(whole) !== kindOf(part) || (typeof whole === 'boolean' && whole !== part)) {
    raise(`${describe(whole)} and ${describe(part)} cannot have their containment checked`);
  }
  const frames: Frame[] = [];
  let result = begin(frames, whole, part);
  while (frames.length > 0) {
    const frame = frames.at(-1)!;
    const settled = frame.kind === 'array' ? stepArray(frame, result) : stepObject(frame, result);
    if (settled !== undefined) {
      frames.pop();
      result = settled;
    } else if (frame.kind === 'array') {
      result = begin(frames, frame.whole[frame.wholeAt]!, frame.part[frame.partAt]!);
    } else {
      const key = frame.keys[frame.keyAt]!;
      result = Object.hasOwn(frame.whole, key) && begin(frames, frame.whole[key]!, frame.part[key]!);
    }
  }
  return result === true;
}

/** Takes in the result for the current pair of items; gives the frame's own result once it is known. */
function stepArray(frame: ArrayFrame, result: boolean | undefined): boolean | undefined {
  if (result === true) {
    frame.partAt++;
    frame.wholeAt = 0;
  } else if (result === false) {
    frame.wholeAt++;
  }
  if (frame.partAt === frame.part.length) return true;
  return frame.wholeAt === frame.whole.length ? false : undefined;
}

function stepObject(frame: ObjectFrame, result: boolean | undefined): boolean | undefined {
  if (result === false) return false;
  if (result === true) frame.keyAt++;
  return frame.keyAt === frame.keys.length ? true : undefined;
}

/** Settles a pair at once, or opens a frame and leaves it undefined. */
function begin(frames: Frame[], whole: Json, part: Json): boolean | undefined {
  charge(2);
  if (frames.length > MAX_DEPTH) raise('Containment check too deep');
  if (kindOf(whole) !== kindOf(part)) return false;
  if (typeof whole === 'string') {
    charge(whole.length / 16);
    return whole.includes(part as string);
  }
  if (!isContainer(whole)) return equal(whole, part);
  if (isArray(whole)) {
    frames.push({ kind: 'array', whole, part: part as readonly Json[], wholeAt: 0, partAt: 0 });
  } else {
    const object = part as JsonObject;
    frames.push({ kind: 'object', whole, part: object, keys: Object.keys(object), keyAt: 0 });
  }
  return undefined;
}
