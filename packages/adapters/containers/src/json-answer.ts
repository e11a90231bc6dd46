import type { IncomingMessage } from 'node:http';
import { standardError } from '@parley/engine';

/** Far more than some thousands of containers or pods need. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** What an engine answered; `body` is undefined when it is no JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Reads an answer of at most 16 MiB. Rejects with a `communication` error when it is larger or cut. */
export async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > MAX_ANSWER_BYTES) throw new Error('it is larger than was asked for');
      chunks.push(chunk);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw standardError('communication', `The answer cannot be read: ${reason}`, 502, cause);
  }
  return { status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
