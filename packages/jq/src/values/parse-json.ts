import { charge, chargeString } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from './json.ts';
import { JsonReader } from './json-reader.ts';

/** Text short enough, or without brackets in such number, that it cannot be nested too deep for jq. */
const SURELY_SHALLOW = 10_000;

/**
 * The value of a JSON text, as jq's `fromjson` reads it: it also takes `nan`, `infinity` and numbers such as `.5` and
 * `+1`, refuses more than 10,000 levels, and has messages with line and column.
 */
export function parseJson(text: string): Json {
  chargeString(text.length * 4);
  charge(1);
  if (text.length <= SURELY_SHALLOW && !text.includes('\\u')) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // Read again below, for jq's extensions or its message.
    }
  }
  const result = new JsonReader(text).read();
  return 'problem' in result ? raise(`${result.problem} (while parsing '${text}')`) : result.value;
}
