import { readFile } from 'node:fs/promises';

/** A call as it came in. */
export interface Call {
  /** 1 for the first call of the run. */
  readonly number: number;
  readonly path: string;
  /** `executionId` + position. */
  readonly key: string;
  readonly n: number | undefined;
  /** When it came in, epoch milliseconds. */
  readonly at: number;
  /** When the worker began it. */
  readonly begunAt: number;
  /** Process id of the worker. */
  readonly worker: number;
}

/** How a call was answered; status 0 when the connection was cut instead. A call may have no answer. */
export interface Answer {
  readonly number: number;
  readonly status: number;
}

export type LogLine = { readonly call: Call } | { readonly answer: Answer };

/** All calls of a run in the order in which they came in. */
export async function readCalls(file: string): Promise<readonly Call[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').flatMap((line) => {
    const parsed = line === '' ? undefined : (JSON.parse(line) as LogLine);
    return parsed && 'call' in parsed ? [parsed.call] : [];
  });
}

/** Headers by which a worker says who it is and when it began. */
export const WORKER_HEADER = 'x-chaos-worker';
export const BEGUN_HEADER = 'x-chaos-begun';

const ID_LENGTH = 36;

/** The execution that an idempotency key belongs to. */
export function executionOf(key: string): string {
  return key.slice(0, ID_LENGTH);
}
