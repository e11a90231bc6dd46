import { toRfc3339 } from '@parley/kernel';
import type { NewAuditEntry, PlatformDeps } from '../ports.ts';

/** A decision about access. */
export interface AccessDecision {
  readonly tenantId: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: 'allowed' | 'denied';
}

/** Writes decisions to the audit log, many at a time and after the request that they belong to. */
export interface AuditRecorder {
  /** Takes a decision; it is stored within a second. */
  record(decision: AccessDecision): void;
  /** Resolves when everything taken so far is stored; rejects when the store refuses, and keeps what it refused. */
  flush(): Promise<void>;
  /** Stores what is left; call it after the last request. Logs what could not be stored in three attempts. */
  close(): Promise<void>;
}

const FLUSH_AFTER_MS = 250;
const CLOSE_ATTEMPTS = 3;
const CLOSE_PAUSE_MS = 200;
/** Decisions kept while the store does not answer; beyond, the oldest give way and are counted in the log. */
const MAX_WAITING = 50_000;
const MAX_LENGTH = 500;

interface Waiting {
  readonly tenantId: string;
  readonly entry: NewAuditEntry;
}

/** Builds the recorder. */
export function createAuditRecorder(deps: PlatformDeps, maxWaiting = MAX_WAITING): AuditRecorder {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((err: unknown) => {
        deps.logger.warn({ err, waiting: waiting.length }, 'Audit entries wait: the store does not take them');
        schedule();
      });
    }, FLUSH_AFTER_MS).unref();
  }

  function flush(): Promise<void> {
    running = running.then(store, store);
    return running;
  }

  async function store(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const stored = new Set<string>();
    try {
      for (const [tenantId, entries] of groupByTenant(batch)) {
        await deps.store.transaction(tenantId, (tx) => tx.insertAuditEntries(entries));
        stored.add(tenantId);
      }
    } catch (error) {
      waiting = [...batch.filter((one) => !stored.has(one.tenantId)), ...waiting];
      throw error;
    }
  }

  return {
    record({ tenantId, actor, action, subject, outcome }) {
      if (waiting.length >= maxWaiting) {
        const dropped = waiting.splice(0, Math.ceil(maxWaiting / 10)).length;
        deps.logger.error({ dropped }, 'Audit entries were lost: the store has not taken any for too long');
      }
      const at = toRfc3339(deps.clock.now());
      const limited = { action: action.slice(0, MAX_LENGTH), subject: subject.slice(0, MAX_LENGTH) };
      waiting.push({ tenantId, entry: { auditId: deps.newId(), at, actor, ...limited, outcome } });
      schedule();
    },
    flush,
    async close() {
      clearTimeout(timer);
      for (let attempt = 1; attempt <= CLOSE_ATTEMPTS; attempt++) {
        const error = await flush().then(
          () => undefined,
          (err: unknown) => err,
        );
        if (error === undefined && waiting.length === 0) return;
        if (attempt === CLOSE_ATTEMPTS) deps.logger.error({ err: error, entries: waiting }, 'Audit entries were lost');
        else await new Promise((resolve) => setTimeout(resolve, CLOSE_PAUSE_MS));
      }
    },
  };
}

function groupByTenant(batch: readonly Waiting[]): Map<string, NewAuditEntry[]> {
  const groups = new Map<string, NewAuditEntry[]>();
  for (const { tenantId, entry } of batch) {
    const group = groups.get(tenantId);
    if (group) group.push(entry);
    else groups.set(tenantId, [entry]);
  }
  return groups;
}
