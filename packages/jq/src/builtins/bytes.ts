const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a string. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * The string of UTF-8 bytes. What is no UTF-8 becomes U+FFFD: one for each stray byte, one for a sequence up to the byte
 * that breaks it, one for all that is left at the end (`jvp_utf8_next` of jq 1.8; TextDecoder counts differently).
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const strict = decodeUtf8Strictly(bytes);
  if (strict !== undefined) return strict;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    text += decodeUtf8Strictly(bytes.subarray(at, at + length)) ?? '\uFFFD';
    at += length;
  }
  return text;
}

/** How many bytes from there are taken together. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const length = announcedLength(bytes[at]!);
  if (length > bytes.length - at) return bytes.length - at;
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return i;
  return length;
}

function announcedLength(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** The string of UTF-8 bytes, undefined if they are not UTF-8. */
export function decodeUtf8Strictly(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}
