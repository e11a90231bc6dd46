import type { LookupFunction } from 'node:net';
import { type AsyncApiMessage, type EffectContext, standardError } from '@parley/engine';
import { type RawData, WebSocket } from 'ws';
import { pointTo } from './document.ts';
import type { Destination, Outside, Protocol } from './protocol.ts';

const HANDSHAKE_MS = 10_000;
const HEARTBEAT_MS = 30_000;
/** Codes of a connection that ended as it should (RFC 6455, section 7.4.1): normal, going away, no code at all. */
const NORMAL = new Set([1000, 1001, 1005]);

/** A message is a text frame with its payload as JSON; a payload that is a text is sent as it is. */
export const webSocketProtocol: Protocol = {
  async publish(to, { payload }, outside, context) {
    const socket = await open(to, outside, context);
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
    await untilOver(socket, to, context.signal, (end) => {
      socket.send(text, (error) => (error ? end(error) : socket.close(1000)));
      socket.once('close', () => end());
    });
  },

  async consume(from, { take, forMs }, outside, context) {
    const { maxBytes, maxConsumeMs } = outside.limits;
    const socket = await open(from, outside, context);
    let size = 0;
    let over = false;
    await untilOver(socket, from, context.signal, (finish) => {
      const end = (error?: unknown) => {
        over = true; // several messages can come at once
        finish(error);
      };
      const within = Math.min(forMs ?? Infinity, maxConsumeMs);
      const tooLong = standardError('timeout', `Nothing ended the consumption within ${maxConsumeMs / 1000} seconds`);
      const timer = setTimeout(() => end(within === forMs ? undefined : tooLong), within);
      const heartbeat = keepAlive(socket);
      socket.once('close', () => {
        clearTimeout(timer);
        clearInterval(heartbeat);
      });
      socket.on('message', (data) => {
        if (over) return;
        size += byteLength(data);
        if (size > maxBytes) return end(tooLarge(from, maxBytes));
        try {
          if (take(toMessage(data, from)) === 'stop') end();
        } catch (error) {
          end(error);
        }
      });
      socket.once('close', (code) =>
        end(NORMAL.has(code) ? undefined : failure(from, `closed the connection with code ${code}`)),
      );
    });
  },
};

/** Opens a connection to an address that the network has checked; follows no redirect. */
async function open(
  { address, authentication }: Destination,
  { network, limits }: Outside,
  context: EffectContext,
): Promise<WebSocket> {
  const url = new URL(address);
  const port = Number(url.port) || (url.protocol === 'wss:' ? 443 : 80);
  const addresses = await network.resolve(url.hostname, port);
  const authorization = await network.authorize(authentication, context.tenantId, context.signal);
  context.signal.throwIfAborted();
  const lookup: LookupFunction = (_, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first!.address, first!.family);
  };
  const socket = new WebSocket(url, {
    lookup,
    headers: { ...network.headers(context), ...(authorization !== undefined && { authorization }) },
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: limits.maxMessageBytes,
    followRedirects: false,
    perMessageDeflate: false,
  });
  return await new Promise((resolve, reject) => {
    const stop = () => {
      reject(context.signal.reason);
      socket.terminate();
    };
    context.signal.addEventListener('abort', stop, { once: true });
    const settled = () => context.signal.removeEventListener('abort', stop);
    socket.once('open', () => {
      settled();
      socket.pause(); // what comes with the handshake waits until somebody listens
      resolve(socket);
    });
    socket.once('unexpected-response', (request, { statusCode }) => {
      settled();
      request.destroy();
      reject(failure({ address }, `answered ${statusCode}`, statusCode));
    });
    socket.once('error', (error) => {
      settled();
      reject(failure({ address }, `could not be reached: ${reason(error)}`));
    });
  });
}

/** Runs `work` until it says that it is over, the connection fails or the signal aborts; then the connection is closed. */
async function untilOver(
  socket: WebSocket,
  where: Destination,
  signal: AbortSignal,
  work: (end: (error?: unknown) => void) => void,
): Promise<void> {
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const end = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      stop = () => end(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      socket.on('error', (error) => end(toFailure(error, where)));
      work(end);
      socket.resume();
      if (signal.aborted) stop();
    });
  } finally {
    signal.removeEventListener('abort', stop);
    socket.close(1000);
    setTimeout(() => socket.terminate(), 1000).unref();
  }
}

/** Notices a connection that is dead without having been closed. */
function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, HEARTBEAT_MS);
}

const bytesOf = (data: RawData) => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer));
const byteLength = (data: RawData) => bytesOf(data).byteLength;

function toMessage(data: RawData, { correlationId }: Destination): AsyncApiMessage {
  const text = bytesOf(data).toString();
  const payload = parse(text);
  const id = correlationId === undefined ? undefined : pointTo(payload, correlationId);
  return { payload, ...(id !== undefined && { correlationId: String(id) }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const reason = (error: Error) => (error as NodeJS.ErrnoException).code ?? error.message;

function failure({ address }: Pick<Destination, 'address'>, what: string, status?: number): Error {
  const { host, pathname } = new URL(address);
  return standardError('communication', `${host}${pathname} ${what}`, status);
}

const tooLarge = (where: Destination, maxBytes: number) => failure(where, `sent more than ${maxBytes} bytes`);

function toFailure(error: Error, where: Destination): Error {
  const isLarge = (error as NodeJS.ErrnoException).code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  return failure(where, isLarge ? 'sent a message that is too large' : `broke the connection: ${reason(error)}`);
}
