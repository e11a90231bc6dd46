import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { restateError } from '../errors.ts';

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long to go on trying while Restate is away, milliseconds. */
  readonly patienceMs: number;
  /** Ends the trying. */
  readonly signal?: AbortSignal;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** 404 is for a service that has just been registered and that not every node knows yet, 500 for one it cannot reach. */
function mayPass(status: number): boolean {
  return status === 404 || status === 429 || status >= 500;
}

/**
 * Sends a request that is safe to repeat and gives the answer's JSON. Raises `restate_unavailable` when Restate stays
 * away, `restate_refused` for any other answer than a success.
 */
export async function requestJson<T>(asked: JsonRequest): Promise<T> {
  const deadline = Date.now() + asked.patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const answer = await send(asked);
    if (!(answer instanceof Error) && answer.status < 300) return parse(answer.text) as T;
    if (isFinal(answer, asked) || Date.now() > deadline) throw failure(asked, answer);
    await delay(pause);
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function parse(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function isFinal(answer: Answer | Error, { signal }: JsonRequest): boolean {
  return answer instanceof Error ? signal?.aborted === true : !mayPass(answer.status);
}

function failure(asked: JsonRequest, answer: Answer | Error): Error {
  if (!(answer instanceof Error)) return refused(asked, answer.status, answer.text);
  return restateError('restate_unavailable', `Restate does not answer at ${new URL(asked.url).origin}`, {
    cause: answer,
    hint: 'Look whether it runs, and try again.',
  });
}

/** undici's own request: `fetch` costs as much as ten steps of an execution. */
async function send(asked: JsonRequest): Promise<Answer | Error> {
  const { method, url, body, headers, signal } = asked;
  try {
    const answer = await request(url, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  } catch (error) {
    return error as Error;
  }
}

function refused({ method, url }: JsonRequest, status: number, text: string): Error {
  const what = `${method} ${new URL(url).pathname}: ${status} ${text.slice(0, 500)}`;
  return mayPass(status)
    ? restateError('restate_unavailable', `Restate cannot serve now: ${what}`, { hint: 'Try again in a moment.' })
    : restateError('restate_refused', `Restate refused ${what}`, { hint: 'The log of the Restate server has more.' });
}
