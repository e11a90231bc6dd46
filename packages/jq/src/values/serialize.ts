import { charge } from '../runtime/meter.ts';
import type { Json } from './json.ts';
import { isArray, isContainer, MAX_DEPTH } from './kind.ts';
import { formatNumber } from './number.ts';

/** One container being written: its items, and its keys if it is an object. */
interface Frame {
  readonly items: readonly Json[];
  readonly keys: readonly string[] | null;
  next: number;
}

/**
 * The JSON text of a value as jq prints it, without white space. What is nested deeper than 10,000 levels becomes
 * `<skipped: too deep>`. Takes fuel for every part, so that values that share parts many times stay bounded.
 * With a limit, writing stops soon after so many characters.
 */
export function serialize(value: Json, limit = Number.POSITIVE_INFINITY): string {
  if (!isContainer(value)) return serializeScalar(value);
  const frames: Frame[] = [];
  let text = open(frames, value);
  while (frames.length > 0 && text.length < limit) {
    const frame = frames.at(-1)!;
    if (frame.next === frame.items.length) {
      text += frame.keys === null ? ']' : '}';
      frames.pop();
      continue;
    }
    const at = frame.next++;
    if (at > 0) text += ',';
    if (frame.keys !== null) text += `${quote(frame.keys[at]!)}:`;
    const item = frame.items[at]!;
    text += isContainer(item) ? open(frames, item) : serializeScalar(item);
  }
  return text;
}

/** Begins a container. */
function open(frames: Frame[], value: Json & object): string {
  if (frames.length > MAX_DEPTH) return '<skipped: too deep>';
  const frame = frameOf(value);
  frames.push(frame);
  return frame.keys === null ? '[' : '{';
}

function frameOf(value: Json & object): Frame {
  if (isArray(value)) {
    charge(2 + value.length * 3);
    return { items: value, keys: null, next: 0 };
  }
  const keys = Object.keys(value);
  charge(2 + keys.length * 4);
  return { items: Object.values(value), keys, next: 0 };
}

/** The JSON text of a value that is no container. */
function serializeScalar(value: null | boolean | number | string): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** A JSON string as jq writes it: DEL is escaped, all else beyond ASCII is not. */
function quote(text: string): string {
  charge(text.length / 16);
  const quoted = JSON.stringify(text);
  return quoted.includes('\x7f') ? quoted.replaceAll('\x7f', '\\u007f') : quoted;
}

/** A string as it is, anything else as JSON. */
export function toText(value: Json): string {
  return typeof value === 'string' ? value : serialize(value);
}
