import type { ApiName } from './records.ts';

/** One request that reached an API. */
export interface Call {
  readonly seq: number;
  /** When it arrived. */
  readonly at: string;
  readonly api: ApiName;
  readonly method: string;
  /** Without the API's own prefix, with the query. */
  readonly path: string;
  readonly idempotencyKey: string | null;
  /** The body, decoded when it was JSON. */
  body: unknown;
  /** Null when no operation matches. */
  operationId: string | null;
  /** Null while it is being answered. */
  status: number | null;
  /** Whether the answer was the recorded one of an earlier call with the same idempotency key. */
  replayed: boolean;
}

const KEPT = 20_000;

export interface CallLog {
  start(call: Pick<Call, 'at' | 'api' | 'method' | 'path' | 'idempotencyKey'>): Call;
  all(): readonly Call[];
  clear(): void;
}

/** Remembers the latest calls, at most 20,000. */
export function createCallLog(): CallLog {
  let calls: Call[] = [];
  let seq = 0;
  return {
    start(call) {
      seq += 1;
      const entry: Call = { seq, ...call, body: undefined, operationId: null, status: null, replayed: false };
      calls.push(entry);
      if (calls.length > KEPT) calls = calls.slice(-KEPT / 2);
      return entry;
    },
    all: () => calls,
    clear() {
      calls = [];
    },
  };
}
