import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { isWorkflowError, standardError } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import { type Answer, readAnswer } from '../json-answer.ts';
import { type ClusterAccess, TokenFile } from './cluster-access.ts';

export interface KubernetesRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/**
 * The API server of a cluster. What can pass (no connection, too many requests, a server's failure) is tried again for
 * about 15 s, which is safe because every request here can be repeated; then it is a `communication` error.
 */
export interface KubernetesApi {
  /** Gives any answer with its JSON. */
  ask(wanted: KubernetesRequest): Promise<Answer>;
  /** Gives the answer's body as it comes; rejects when it is no success. */
  stream(wanted: KubernetesRequest): Promise<IncomingMessage>;
  close(): void;
}

const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000];

export function createKubernetesApi(
  access: ClusterAccess,
  clock: Clock,
  pausesMs: readonly number[] = PAUSES_MS,
): KubernetesApi {
  const address = new URL(access.address);
  const secure = address.protocol === 'https:';
  const token = access.tokenFile === undefined ? undefined : new TokenFile(access.tokenFile);
  let agent: Promise<HttpAgent> | undefined;

  const connect = async (): Promise<HttpAgent> => {
    if (!secure) return new HttpAgent({ keepAlive: true });
    if (access.caFile === undefined) return new HttpsAgent({ keepAlive: true });
    const ca = await readFile(access.caFile).catch((cause: unknown) => {
      throw standardError('configuration', 'The certificates of the Kubernetes API cannot be read', undefined, cause);
    });
    return new HttpsAgent({ keepAlive: true, ca });
  };

  const open = async ({ method, path, body, signal }: KubernetesRequest): Promise<IncomingMessage> => {
    const bearer = await token?.read(clock.now());
    agent ??= connect();
    agent.catch(() => {
      agent = undefined;
    });
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options = {
      method,
      agent: await agent,
      signal,
      headers: {
        accept: 'application/json',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    };
    const url = new URL(`${address.pathname.replace(/\/$/, '')}${path}`, address);
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = (secure ? httpsRequest : httpRequest)(url, options);
      outgoing.once('response', resolve).on('error', (error) => reject(signal.aborted ? signal.reason : error));
      outgoing.end(text);
    });
  };

  /** Once: with a token that is read again if the one before is refused. */
  const openFresh = async (wanted: KubernetesRequest): Promise<IncomingMessage> => {
    const response = await open(wanted);
    if (response.statusCode !== 401 || !token) return response;
    response.resume();
    token.forget();
    return await open(wanted);
  };

  const openPatiently = async (wanted: KubernetesRequest): Promise<IncomingMessage> => {
    for (const pause of pausesMs) {
      wanted.signal.throwIfAborted();
      const response = await openFresh(wanted).catch((error: unknown) => {
        if (canPass(error)) return undefined;
        throw asProblem(error, wanted.signal);
      });
      if (response && !isBusy(response.statusCode!)) return response;
      response?.resume();
      await delay(pause, undefined, { signal: wanted.signal }).catch(() => wanted.signal.throwIfAborted());
    }
    return await openFresh(wanted).catch((error: unknown) => {
      throw asProblem(error, wanted.signal);
    });
  };

  return {
    async ask(wanted) {
      return await readAnswer(await openPatiently(wanted));
    },
    async stream(wanted) {
      const response = await openPatiently(wanted);
      // 204: a log without a byte.
      if (response.statusCode === 200 || response.statusCode === 204) return response;
      throw kubernetesError(wanted, await readAnswer(response));
    },
    close() {
      void agent?.then((each) => each.destroy());
    },
  };
}

const isBusy = (status: number) => status === 429 || status >= 500;

/** Errors of the connection; one of its certificate does not pass. */
function canPass(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code);
}

function asProblem(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || !(error instanceof Error) || isWorkflowError(error)) return error;
  const why = 'code' in error ? String(error.code) : error.message;
  return standardError('communication', `The Kubernetes API cannot be reached: ${why}`, 503, error);
}

/** The error for an answer that is no success. */
export function kubernetesError({ method, path }: Pick<KubernetesRequest, 'method' | 'path'>, answer: Answer): Error {
  const { status, body } = answer;
  const said = isObject(body) && typeof body.message === 'string' ? `: ${body.message.slice(0, 500)}` : '';
  const detail = `Kubernetes answered ${status} to ${method} ${path.split('?')[0]}${said}`;
  if (status === 400 || status === 422) return standardError('configuration', detail);
  if (status === 401) return standardError('authentication', detail);
  if (status === 403) return standardError('authorization', detail);
  return standardError(isBusy(status) ? 'communication' : 'runtime', detail);
}
