import { wroteTooMuch } from '../container-job.ts';

const HEADER_BYTES = 8;

/**
 * Splits Docker's stream of a container without a terminal: frames of a header (stream 1 or 2, three zeros, length as
 * 32 bits) and as many bytes. Raises a `runtime` error when either has more than `maxBytes`.
 */
export async function readLogs(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const output = new Map<number, { readonly chunks: Buffer[]; size: number }>([
    [1, { chunks: [], size: 0 }],
    [2, { chunks: [], size: 0 }],
  ]);
  let rest = Buffer.alloc(0);
  for await (const bytes of source) {
    rest = Buffer.concat([rest, bytes]);
    while (rest.byteLength >= HEADER_BYTES) {
      const length = rest.readUInt32BE(4);
      if (length > maxBytes) throw wroteTooMuch(maxBytes);
      if (rest.byteLength < HEADER_BYTES + length) break;
      const stream = output.get(rest[0]!) ?? output.get(1)!;
      stream.size += length;
      if (stream.size > maxBytes) throw wroteTooMuch(maxBytes);
      stream.chunks.push(rest.subarray(HEADER_BYTES, HEADER_BYTES + length));
      rest = rest.subarray(HEADER_BYTES + length);
    }
  }
  const text = (fd: number) => Buffer.concat(output.get(fd)!.chunks).toString();
  return { stdout: text(1), stderr: text(2) };
}
