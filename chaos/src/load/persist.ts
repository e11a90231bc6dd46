import { setTimeout as delay } from 'node:timers/promises';

/** Ends what is tried again and again. */
export interface Patience {
  /** Aborted when the run gives up. */
  readonly signal: AbortSignal;
}

const PAUSE_MS = 25;

/** A refusal that no further attempt can change has a `code`; everything else is worth another attempt. */
export interface Refusal {
  readonly code: string;
}

/**
 * Gives a command until it is answered, as a client does that wants to be sure. Gives the refusal when there is one;
 * undefined when it was carried out. Rejects when the run gives up.
 */
export async function persist(command: () => Promise<unknown>, { signal }: Patience): Promise<Refusal | undefined> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await command();
      return undefined;
    } catch (error) {
      if (isRefusal(error)) return error;
      await delay(PAUSE_MS);
    }
  }
}

function isRefusal(error: unknown): error is Error & Refusal {
  return error instanceof Error && error.name !== 'AbortError' && typeof (error as Partial<Refusal>).code === 'string';
}
