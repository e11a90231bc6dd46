import { ReadableStream } from 'node:stream/web';
import { type Agent, type Dispatcher, request as send } from 'undici';
import { tooLarge } from './body.ts';
import { createDeadline } from './deadline.ts';
import type { EgressRequest } from './egress.ts';
import { egressError } from './errors.ts';
import { firstHop } from './first-hop.ts';
import { translate } from './translate.ts';

/** A response whose body is still on its way. */
export interface EgressStream {
  readonly url: string;
  readonly status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Has to be read to its end or cancelled. Errors with one of the guard's errors. */
  readonly body: ReadableStream<Uint8Array>;
}

/** Headers with one text each. */
export function headersOf(received: Dispatcher.ResponseData['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Sends a request and gives its answer with the body as it comes: not compressed, bounded in time and size. */
export async function openStream(
  agent: Agent,
  wanted: EgressRequest,
  { timeoutMs, maxBytes }: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<EgressStream> {
  const { method, url, headers, body } = firstHop(wanted);
  const deadline = createDeadline(timeoutMs, wanted.signal);
  const failed = (error: unknown) => {
    deadline.clear();
    return translate(error, url.host, deadline, wanted.signal);
  };
  try {
    const response = await send(url, {
      dispatcher: agent,
      method: method as 'GET',
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: body ?? null,
      signal: deadline.signal,
      headersTimeout: 0, // the deadline covers both
      bodyTimeout: 0,
    });
    const received = headersOf(response.headers);
    if (received['content-encoding'] !== undefined && received['content-encoding'] !== 'identity') {
      response.body.on('error', () => {}).destroy();
      throw egressError('egress_unreadable', 'The response is compressed although it must not be.');
    }
    return {
      url: url.href,
      status: response.statusCode,
      headers: received,
      body: bounded(response.body, maxBytes, deadline.clear, failed),
    };
  } catch (error) {
    throw failed(error);
  }
}

/** The body in pieces, at most `maxBytes`. `over` is called at its end, `failed` translates what went wrong. */
function bounded(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
  over: () => void,
  failed: (error: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let size = 0;
  body.on('error', () => {}); // also when it is cut off before anybody reads
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (done) {
          over();
          return controller.close();
        }
        size += value.byteLength;
        if (size > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(value);
      } catch (error) {
        body.destroy();
        controller.error(failed(error));
      }
    },
    cancel() {
      over();
      body.destroy();
    },
  });
}
