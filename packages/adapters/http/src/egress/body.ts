import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { egressError } from './errors.ts';

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: inflateEither,
} as const;

/** No honest server packs a body more than twice. */
const MAX_LAYERS = 2;

/** Reads a body to its end, at most `maxBytes` as sent and at most `maxBytes` after decompression. */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  let body: Uint8Array = Buffer.concat(chunks, size);
  if (body.byteLength === 0) return body;
  for (const encoding of layersOf(contentEncoding)) body = await decode(body, encoding, maxBytes);
  return body;
}

/** The encodings in the order in which to take them off. */
function layersOf(contentEncoding = ''): string[] {
  const layers = contentEncoding
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'identity');
  if (layers.length > MAX_LAYERS) throw egressError('egress_unreadable', 'The response is compressed too many times.');
  return layers.reverse();
}

async function decode(body: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined;
  if (!decoder) throw egressError('egress_unreadable', `The response has the unknown encoding "${encoding}".`);
  try {
    return await decoder(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw egressError('egress_unreadable', `The response is not valid ${encoding}.`, { cause: error });
  }
}

/** `deflate` means zlib by the standard, but some servers send raw deflate. */
async function inflateEither(body: Uint8Array, options: { maxOutputLength: number }): Promise<Buffer> {
  const isZlib = ((body[0] ?? 0) & 0x0f) === 8;
  return isZlib ? promisify(inflate)(body, options) : promisify(inflateRaw)(body, options);
}

/** The error of a body that is larger than it may be. */
export function tooLarge(maxBytes: number): Error {
  return egressError('egress_too_large', `The response is larger than ${maxBytes} bytes.`, {
    hint: 'Ask the server for less, for example with a page size.',
    details: { maxBytes },
  });
}
