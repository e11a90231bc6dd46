import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from './json.ts';
import { JsonReader } from './json-reader.ts';
import { MAX_DEPTH } from './kind.ts';

/**
 * The value of a JSON text, as jq's `fromjson` reads it: it also takes `nan`, `infinity` and numbers such as `.5` and
 * `+1`, refuses more than 10,000 levels, and has messages with line and column.
 */
export function parseJson(text: string): Json {
  charge(2 + text.length / 4);
  if (isSurelyShallow(text) && !text.includes('\\u')) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // Read again below, for jq's extensions or its message.
    }
  }
  charge(text.length);
  const result = new JsonReader(text).read();
  return 'problem' in result ? raise(`${result.problem} (while parsing '${text}')`) : result.value;
}

/** True if a text is short, or has so few brackets, that it cannot be nested too deep for jq. */
function isSurelyShallow(text: string): boolean {
  if (text.length <= MAX_DEPTH) return true;
  let openers = 0;
  for (let i = 0; i < text.length && openers <= MAX_DEPTH; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) openers++;
  }
  return openers <= MAX_DEPTH;
}
