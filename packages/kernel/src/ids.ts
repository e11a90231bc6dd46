import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';

/** Makes ids: UUID version 7 (RFC 9562, section 5.7), so that they sort by time of creation. */
export type IdSource = () => string;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const MAX_COUNTER = 0xfff;

/**
 * Builds a source of UUIDv7 ids that strictly increase within one process, also within one millisecond
 * (RFC 9562, section 6.2, method 1: a 12-bit counter in `rand_a`).
 */
export function createIdSource(clock: Clock = systemClock, random: (bytes: Uint8Array) => void = fillRandom): IdSource {
  let last = 0;
  let counter = 0;
  const tail = new Uint8Array(8);
  return () => {
    const now = clock.now();
    if (now > last) {
      last = now;
      counter = 0;
    } else if (++counter > MAX_COUNTER) {
      last += 1;
      counter = 0;
    }
    random(tail);
    tail[0] = (tail[0]! & 0x3f) | 0x80;
    const time = last.toString(16).padStart(12, '0');
    let hex = '';
    for (const byte of tail) hex += HEX[byte]!;
    const version = (0x7000 | counter).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${hex.slice(0, 4)}-${hex.slice(4)}`;
  };
}

// Asking the system once for many ids: a call costs as much for a page as for eight bytes.
const pool = new Uint8Array(4096);
let used = pool.length;

function fillRandom(bytes: Uint8Array): void {
  if (used + bytes.length > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  bytes.set(pool.subarray(used, used + bytes.length));
  used += bytes.length;
}

/** The process-wide id source on the system clock. */
export const newId: IdSource = createIdSource();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True when `text` has the shape of a UUID in lower case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
