const HEX_RADIX = 16;

/**
 * An id that the same parts always give: SHA-256 of the parts as a UUID version 8 (RFC 9562, section 5.8). Used where
 * the same request or event can arrive twice and must not make two things.
 */
export async function deriveId(...parts: readonly string[]): Promise<string> {
  // Lengths go in as well, so that ("ab", "c") and ("a", "bc") differ.
  const text = parts.map((part) => `${part.length}:${part}`).join('|');
  const digest = await sha256(text);
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = Array.from(digest.subarray(0, 16), (byte) => byte.toString(HEX_RADIX).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// Node hashes a short text in a fraction of the time that a browser's interface takes to hand it to another thread.
const node = globalThis.process?.getBuiltinModule?.('node:crypto');

async function sha256(text: string): Promise<Uint8Array> {
  if (node) return node.createHash('sha256').update(text).digest();
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
