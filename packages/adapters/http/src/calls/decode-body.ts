import { isJsonType, isTextType, parseMediaType } from './media-type.ts';

/** A decoded body, or why it could not be decoded although its type promises that. */
export type DecodedBody = { readonly content: unknown } | { readonly malformed: string; readonly content: string };

/**
 * Decodes a body by its media type: JSON to values, text to a string, anything else to base64. Without a type it is
 * JSON if it parses, text if it is UTF-8. An empty body is null.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): DecodedBody {
  if (bytes.byteLength === 0) return { content: null };
  const { type, charset } = parseMediaType(contentType);
  if (isJsonType(type)) return decodeJson(decodeText(bytes, charset));
  if (isTextType(type)) return { content: decodeText(bytes, charset) };
  if (type !== '') return { content: base64(bytes) };
  const text = decodeStrict(bytes);
  if (text === undefined) return { content: base64(bytes) };
  return { content: decodeJson(text).content };
}

export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function decodeJson(text: string): DecodedBody {
  try {
    return { content: JSON.parse(text) };
  } catch (error) {
    return { content: text, malformed: (error as Error).message };
  }
}

function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function decodeStrict(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
