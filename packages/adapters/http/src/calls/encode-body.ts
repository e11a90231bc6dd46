import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';
import { isJsonType, parseMediaType } from './media-type.ts';

export interface EncodedBody {
  readonly body: string;
  readonly contentType: string;
}

/**
 * A body as it travels under `contentType`: JSON unless another type is given; then forms take an object and every
 * other type a string. Rejects with a `configuration` error for a value that the type cannot carry.
 */
export function encodeBody(value: unknown, contentType = 'application/json'): EncodedBody {
  const { type } = parseMediaType(contentType);
  if (isJsonType(type)) return { body: JSON.stringify(value), contentType };
  if (typeof value === 'string') return { body: value, contentType };
  if (isObject(value)) {
    if (type === 'application/x-www-form-urlencoded') return { body: formBody(value), contentType };
    if (type === 'multipart/form-data') return multipartBody(value);
  }
  throw standardError('configuration', `A body of the type ${type} must be a string; there is no rule to make one.`);
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function formBody(fields: Record<string, unknown>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) form.append(name, asText(item));
  }
  return form.toString();
}

/** Fields as parts; what is no string travels as JSON. */
function multipartBody(fields: Record<string, unknown>): EncodedBody {
  const parts = Object.entries(fields).filter(([, value]) => value !== undefined);
  const boundary = freeBoundary(parts.map(([, value]) => asText(value)));
  const lines = parts.flatMap(([name, value]) => [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${escapeName(name)}"`,
    ...(typeof value === 'string' ? [] : ['Content-Type: application/json']),
    '',
    asText(value),
  ]);
  return {
    body: [...lines, `--${boundary}--`, ''].join('\r\n'),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** As browsers escape it (https://html.spec.whatwg.org/#multipart-form-data). */
const escapeName = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A boundary that no part contains; deterministic, so that a retry sends the same bytes. */
function freeBoundary(texts: readonly string[]): string {
  let boundary = 'parley-part';
  while (texts.some((text) => text.includes(boundary))) boundary += '-x';
  return boundary;
}
