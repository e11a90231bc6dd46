import type { Clock } from '@parley/kernel';
import { workflowError } from '../errors.ts';
import type { WorkflowStore } from '../ports.ts';

const COUNT_KEPT_MS = 5_000;
const TENANTS_KNOWN = 10_000;

interface Count {
  readonly since: number;
  /** How many there are; shared by those who ask while it is counted. */
  readonly open: Promise<{ open: number }>;
}

/**
 * Bounds the executions that a tenant has open. Counting costs as much as there are, so a count is kept for some seconds
 * and new executions are added to it: the bound is passed by no more than what other processes start meanwhile.
 */
export class OpenExecutions {
  readonly #store: Pick<WorkflowStore, 'read'>;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #counts = new Map<string, Count>();

  constructor(store: Pick<WorkflowStore, 'read'>, clock: Clock, most: number) {
    this.#store = store;
    this.#clock = clock;
    this.#most = most;
  }

  /** Takes note of one more. Raises `too_many_executions`, which passes when others have ended. */
  async admit(tenantId: string): Promise<void> {
    const count = await (this.#fresh(tenantId) ?? this.#count(tenantId)).open;
    if (count.open >= this.#most) {
      throw workflowError('too_many_executions', `There are ${this.#most} executions that have not ended`, {
        hint: 'Wait until some have ended, cancel those that are not needed, or ask for a higher limit.',
      });
    }
    count.open += 1;
  }

  #fresh(tenantId: string): Count | undefined {
    const known = this.#counts.get(tenantId);
    return known && this.#clock.now() - known.since < COUNT_KEPT_MS ? known : undefined;
  }

  #count(tenantId: string): Count {
    const counted = this.#store.read(tenantId, (tx) => tx.countOpenExecutions(this.#most));
    const count = { since: this.#clock.now(), open: counted.then((open) => ({ open })) };
    this.#counts.delete(tenantId);
    this.#counts.set(tenantId, count);
    if (this.#counts.size > TENANTS_KNOWN) this.#counts.delete(this.#counts.keys().next().value!);
    count.open.catch(() => {
      if (this.#counts.get(tenantId) === count) this.#counts.delete(tenantId);
    });
    return count;
  }
}
