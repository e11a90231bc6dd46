import { ProblemError } from './problem.ts';

interface Recorded {
  readonly fingerprint: string;
  readonly answer: Promise<string>;
}

const KEPT = 50_000;

export interface IdempotencyStore {
  /**
   * Runs `run` once per key. A second request with the key waits for the first and gets its answer; with another
   * fingerprint it is a 409 problem. A failure is forgotten, so that a retry is a new try.
   */
  once(key: string, fingerprint: string, run: () => Promise<string>): Promise<{ answer: string; replayed: boolean }>;
  clear(): void;
}

/** Keeps the latest 50,000 keys. */
export function createIdempotencyStore(): IdempotencyStore {
  const recorded = new Map<string, Recorded>();
  return {
    async once(key, fingerprint, run) {
      const earlier = recorded.get(key);
      if (earlier) {
        if (earlier.fingerprint !== fingerprint) {
          throw new ProblemError(409, 'idempotency_key_reused', 'This Idempotency-Key belongs to another request.');
        }
        return { answer: await earlier.answer, replayed: true };
      }
      const answer = run();
      recorded.set(key, { fingerprint, answer });
      if (recorded.size > KEPT) recorded.delete(recorded.keys().next().value!);
      try {
        return { answer: await answer, replayed: false };
      } catch (error) {
        recorded.delete(key);
        throw error;
      }
    },
    clear: () => recorded.clear(),
  };
}
