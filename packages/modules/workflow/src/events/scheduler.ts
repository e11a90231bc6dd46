import { ParleyError } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { nextFiring } from '../domain/triggers.ts';
import type { TriggerRecord } from '../ports.ts';
import { startScheduled } from './start-triggered.ts';

const BATCH = 100;
const LONGEST_SLEEP_MS = 1_000;

/**
 * Fires schedules. A firing that was missed while nothing ran is made up once; those before it are skipped. Several
 * processes may run it: the execution's id derives from the firing, so each firing starts one execution.
 */
export class Scheduler {
  readonly #deps: WorkflowDeps;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(deps: WorkflowDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stopped = false;
    this.#plan(0);
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#tick();
    }, delayMs);
  }

  async #tick(): Promise<void> {
    let delay = LONGEST_SLEEP_MS;
    try {
      const fired = await this.fireDue();
      if (fired === BATCH) delay = 0;
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'schedules could not be fired; trying again');
    }
    this.#plan(delay);
  }

  /** Fires what is due now; gives how many schedules that were. */
  async fireDue(): Promise<number> {
    const now = this.#deps.clock.now();
    const due = await this.#deps.store.dueTriggers(now, BATCH);
    for (const trigger of due) await this.#fire(trigger, now);
    return due.length;
  }

  async #fire(trigger: TriggerRecord, now: number): Promise<void> {
    const firedAt = trigger.nextAt!;
    try {
      await startScheduled(this.#deps, trigger, firedAt);
    } catch (error) {
      const fields = { err: error, workflowId: trigger.workflowId };
      this.#deps.logger.error(fields, 'a scheduled execution could not start');
      // What may pass by itself is tried again at the next tick; what cannot must not hold up the firings that follow.
      if (!(error instanceof ParleyError) || error.retryable) return;
    }
    await this.#deps.store.advanceTrigger(trigger, firedAt, nextFiring(trigger.spec, now));
  }
}
