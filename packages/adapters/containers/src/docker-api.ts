import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';

/** The version of the API that is spoken: Docker Engine 24 and later (https://docs.docker.com/reference/api/engine/). */
const VERSION = 'v1.43';
const MAX_ANSWER_BYTES = 1024 * 1024;

export interface DockerRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface DockerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The Docker Engine behind a unix socket. Rejects with a `communication` error when it cannot be reached. */
export interface DockerApi {
  /** Gives any answer with its JSON, at most a megabyte of it. */
  ask(wanted: DockerRequest): Promise<DockerAnswer>;
  /** Gives the answer's body as it comes; rejects with a `runtime` error when it is no success. */
  stream(wanted: DockerRequest): Promise<IncomingMessage>;
  /** A connection to a container's standard input. */
  attach(path: string, signal: AbortSignal): Promise<Duplex>;
}

export function createDockerApi(socketPath: string): DockerApi {
  const send = ({ method, path, body, signal }: DockerRequest, headers: Record<string, string> = {}) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const outgoing = request({
      socketPath,
      method,
      path: `/${VERSION}${path}`,
      headers: {
        ...headers,
        host: 'docker',
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
      ...(signal && { signal }),
    });
    outgoing.end(text);
    return outgoing;
  };

  const open = (wanted: DockerRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      send(wanted)
        .once('response', resolve)
        .on('error', (error) => reject(wanted.signal?.aborted ? wanted.signal.reason : unreachable(error)));
    });

  return {
    async ask(wanted) {
      const response = await open(wanted);
      return { status: response.statusCode ?? 0, body: await readJson(response) };
    },
    async stream(wanted) {
      const response = await open(wanted);
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return response;
      throw dockerError(wanted, { status, body: await readJson(response) });
    },
    attach: (path, signal) =>
      new Promise((resolve, reject) => {
        send({ method: 'POST', path, signal }, { connection: 'Upgrade', upgrade: 'tcp' })
          .once('upgrade', (_, socket) => resolve(socket))
          .once('response', (response) => {
            response.resume();
            reject(dockerError({ method: 'POST', path }, { status: response.statusCode ?? 0, body: undefined }));
          })
          .on('error', (error) => reject(signal.aborted ? signal.reason : unreachable(error)));
      }),
  };
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw standardError('communication', 'Docker answered more than was asked for');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

/** The error for an answer that is no success. */
export function dockerError({ method, path }: Pick<DockerRequest, 'method' | 'path'>, answer: DockerAnswer): Error {
  const { status, body } = answer;
  const said = isObject(body) && typeof body.message === 'string' ? `: ${body.message.slice(0, 500)}` : '';
  return standardError('runtime', `Docker answered ${status} to ${method} ${path.split('?')[0]}${said}`);
}

function unreachable(error: NodeJS.ErrnoException): Error {
  return standardError('communication', `Docker cannot be reached: ${error.code ?? error.message}`, 503, error);
}
