import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';
import { type Answer, readAnswer } from '../json-answer.ts';

/**
 * The version of the API that is spoken where the engine knows it: Docker Engine 24 (https://docs.docker.com/reference/api/engine/).
 * Docker Engine 29 refuses what is older than 1.44 and Podman 4 speaks 1.41, so the engine is asked for its range.
 */
const VERSION = '1.43';

export interface DockerRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The Docker Engine behind a unix socket. Rejects with a `communication` error when it cannot be reached. */
export interface DockerApi {
  /** Gives any answer with its JSON. */
  ask(wanted: DockerRequest): Promise<Answer>;
  /** Gives the answer's body as it comes; rejects with a `runtime` error when it is no success. */
  stream(wanted: DockerRequest): Promise<IncomingMessage>;
  /** A connection to a container's standard input. */
  attach(path: string, signal: AbortSignal): Promise<Duplex>;
}

export function createDockerApi(socketPath: string): DockerApi {
  const send = ({ method, path, body, signal }: DockerRequest, headers: Record<string, string> = {}): ClientRequest => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const outgoing = request({
      socketPath,
      method,
      path,
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

  const openAt = (wanted: DockerRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      send(wanted)
        .once('response', resolve)
        .on('error', (error) => reject(wanted.signal?.aborted ? wanted.signal.reason : unreachable(error)));
    });

  let agreed: Promise<string> | undefined;
  const version = () => {
    agreed ??= openAt({ method: 'GET', path: '/version' }).then(readAnswer).then(agree);
    agreed.catch(() => {
      agreed = undefined; // it may be there the next time
    });
    return agreed;
  };
  const at = async <Wanted extends { readonly path: string }>(wanted: Wanted): Promise<Wanted> => ({
    ...wanted,
    path: `/v${await version()}${wanted.path}`,
  });
  const open = async (wanted: DockerRequest) => {
    wanted.signal?.throwIfAborted();
    return await openAt(await at(wanted));
  };

  return {
    async ask(wanted) {
      return await readAnswer(await open(wanted));
    },
    async stream(wanted) {
      const response = await open(wanted);
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return response;
      throw dockerError(wanted, await readAnswer(response));
    },
    async attach(path, signal) {
      const wanted = await at({ method: 'POST', path, signal } as const);
      return await new Promise((resolve, reject) => {
        send(wanted, { connection: 'Upgrade', upgrade: 'tcp' })
          .once('upgrade', (_, socket) => resolve(socket))
          .once('response', (response) => {
            response.resume();
            reject(dockerError({ method: 'POST', path }, { status: response.statusCode ?? 0, body: undefined }));
          })
          .on('error', (error) => reject(signal.aborted ? signal.reason : unreachable(error)));
      });
    },
  };
}

/** The version of {@link VERSION}, or the nearest that the engine knows. */
function agree({ body }: Answer): string {
  const range = isObject(body) ? body : {};
  const known = (value: unknown) => (typeof value === 'string' && /^\d+\.\d+$/.test(value) ? value : VERSION);
  const minor = (version: string) => Number(version.split('.')[1]);
  const [least, most] = [known(range.MinAPIVersion), known(range.ApiVersion)];
  if (minor(most) < minor(VERSION)) return most;
  return minor(least) > minor(VERSION) ? least : VERSION;
}

/** The error for an answer that is no success. */
export function dockerError({ method, path }: Pick<DockerRequest, 'method' | 'path'>, answer: Answer): Error {
  const { status, body } = answer;
  const said = isObject(body) && typeof body.message === 'string' ? `: ${body.message.slice(0, 500)}` : '';
  return standardError('runtime', `Docker answered ${status} to ${method} ${path.split('?')[0]}${said}`);
}

function unreachable(error: NodeJS.ErrnoException): Error {
  return standardError('communication', `Docker cannot be reached: ${error.code ?? error.message}`, 503, error);
}
