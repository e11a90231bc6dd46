import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosDriver } from '../driver.ts';
import { type Random, randomStream, uuidOf } from '../random.ts';
import { DECISION, definitionId, EVENTS, SHAPES } from '../shapes/shapes.ts';
import { type Accepted, Book } from './book.ts';
import { persist } from './persist.ts';

export interface LoadOptions {
  readonly driver: ChaosDriver;
  readonly seed: number;
  /** Executions started per second, as long as not too many are open. */
  readonly rate: number;
  readonly maxOpen: number;
  /** Milliseconds between two things that clients do to executions that run. */
  readonly meddleMs: readonly [number, number];
  /** Aborted when the run gives up. */
  readonly giveUp: AbortSignal;
}

const TENANTS = 3;
const WATCH_MS = 300;
const OUTER = SHAPES.filter((shape) => !shape.inner);

/** Everything that clients do during a run. */
export class Load {
  readonly book = new Book();
  readonly counts = { cancels: 0, suspensions: 0, repeatedStarts: 0, retries: 0, events: 0 };
  /** Commands that were refused and must not have been. */
  readonly refused: string[] = [];
  readonly #options: LoadOptions;
  readonly #tenants: readonly string[];
  readonly #stopped = new AbortController();
  readonly #loops: Promise<void>[] = [];
  /** Executions that are about to be accepted. */
  #starting = 0;
  /** What was begun and is not finished: it goes on after the load has stopped. */
  readonly #errands = new Set<Promise<void>>();

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#tenants = Array.from({ length: TENANTS }, (_, index) => uuidOf(`${options.seed}:tenant:${index}`));
  }

  begin(): void {
    const { seed } = this.#options;
    this.#loops.push(
      this.#startMany(randomStream(seed, 'start')),
      this.#meddle(randomStream(seed, 'meddle')),
      this.#watch(randomStream(seed, 'retry')),
    );
  }

  /** Starts and meddles no more; resolves when everything that was begun is finished. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#loops);
    while (this.#errands.size > 0) await Promise.all(this.#errands);
  }

  async #startMany(random: Random): Promise<void> {
    const { rate, maxOpen, seed } = this.#options;
    const { signal } = this.#stopped;
    let bag: (typeof OUTER)[number][] = [];
    for (let number = 0; !signal.aborted; number += 1) {
      await pause(1000 / rate, signal);
      while (this.book.open.length + this.#starting >= maxOpen && !signal.aborted) await pause(WATCH_MS, signal);
      if (signal.aborted) return;
      if (bag.length === 0) bag = random.shuffled(OUTER);
      const shape = bag.pop()!;
      const executionId = uuidOf(`${seed}:execution:${number}`);
      const input = {
        ...{ n: random.between(0, 1000), id: executionId },
        ...(shape.name === 'sequence' && random.chance(0.3) && { broken: true }),
        ...(shape.name === 'saga' && random.chance(0.4) && { fail: true }),
      };
      const tenantId = random.pick(this.#tenants);
      const waits = Array.from({ length: 6 }, () => random.between(0, 900));
      this.#errand(
        this.#one({
          ...{ executionId, tenantId, definition: definitionId(shape), input, cancelled: false, seenAs: undefined },
          waits,
        }),
      );
    }
  }

  /** An execution's whole life as its client sees it. */
  async #one({ waits, ...accepted }: Accepted & { waits: readonly number[] }): Promise<void> {
    this.#starting += 1;
    await this.#start(accepted).finally(() => {
      this.#starting -= 1;
    });
    this.book.add(accepted);
    if (accepted.definition === 'listen@1') await this.#sendEvents(accepted, waits);
    if (accepted.definition === 'saga@1') await this.#decide(accepted, waits);
  }

  async #start({ tenantId, executionId, definition, input }: Accepted): Promise<void> {
    const request = { tenantId, executionId, definition, input, trigger: { kind: 'manual' } as const };
    await this.#insist(() => this.#options.driver.commands.start(request));
  }

  /** Some come before anybody listens, some twice. */
  async #sendEvents({ tenantId, executionId, input }: Accepted, waits: readonly number[]): Promise<void> {
    const { commands } = this.#options.driver;
    const send = async ([type, more]: [string, number], index: number) => {
      await delay(waits[index]!);
      const event = {
        ...{ specversion: '1.0', id: `${executionId}:${type}`, source: 'chaos', type, subject: executionId },
        data: { n: input.n + more },
      };
      await this.#insist(() => commands.deliverEvent(tenantId, event));
      this.counts.events += 1;
      if (waits[index]! % 3 === 0) await this.#insist(() => commands.deliverEvent(tenantId, event));
    };
    await Promise.all(Object.entries(EVENTS).map(send));
  }

  async #decide({ tenantId, executionId }: Accepted, waits: readonly number[]): Promise<void> {
    await delay(waits[0]!);
    const decision = { approved: true, by: 'chaos' };
    await this.#insist(() => this.#options.driver.commands.resolve(tenantId, executionId, DECISION, decision));
  }

  /** Cancels, suspends and resumes, and starts again what is started already. */
  async #meddle(random: Random): Promise<void> {
    const { meddleMs } = this.#options;
    const { signal } = this.#stopped;
    for (;;) {
      await pause(random.between(...meddleMs), signal);
      const luck = random.next();
      const forMs = random.between(100, 1500);
      const { open } = this.book;
      if (signal.aborted) return;
      if (open.length === 0) continue;
      const victim = random.pick(open);
      if (luck < 0.35) this.#errand(this.#cancel(victim));
      else if (luck < 0.75) this.#errand(this.#suspend(victim, forMs));
      else this.#errand(this.#startAgain(victim));
    }
  }

  async #cancel(victim: Accepted): Promise<void> {
    victim.cancelled = true;
    this.counts.cancels += 1;
    const { tenantId, executionId } = victim;
    await this.#insist(() => this.#options.driver.commands.cancel(tenantId, executionId, 'chaos'));
  }

  async #suspend({ tenantId, executionId }: Accepted, forMs: number): Promise<void> {
    const { commands } = this.#options.driver;
    this.counts.suspensions += 1;
    await this.#insist(() => commands.suspend(tenantId, executionId, 'chaos'));
    await delay(forMs);
    await this.#insist(() => commands.resume(tenantId, executionId));
  }

  async #startAgain(victim: Accepted): Promise<void> {
    if (victim.retryOf !== undefined) return;
    this.counts.repeatedStarts += 1;
    await this.#start(victim);
  }

  /** Sees what has ended, and takes up again what failed and can be. */
  async #watch(random: Random): Promise<void> {
    const { driver } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await pause(WATCH_MS, signal);
      const ids = this.book.open.map(({ executionId }) => executionId);
      const ended = await driver.ended(ids).catch(() => new Map<string, string>());
      for (const news of this.book.note(ended)) {
        if (news.seenAs === 'faulted' && news.definition === 'sequence@1' && random.chance(0.8)) {
          this.#errand(this.#retry(news));
        }
      }
    }
  }

  async #retry(faulted: Accepted): Promise<void> {
    const { tenantId, executionId } = faulted;
    const newId = uuidOf(`retry:${executionId}`);
    this.counts.retries += 1;
    await this.#insist(() => this.#options.driver.commands.retry(tenantId, executionId, newId));
    this.book.add({
      ...{ ...faulted, executionId: newId, retryOf: executionId, cancelled: false, seenAs: undefined },
    });
  }

  #errand(work: Promise<void>): void {
    const { giveUp } = this.#options;
    const errand = work
      .catch((error: unknown) => {
        if (!giveUp.aborted) this.refused.push(String(error));
      })
      .finally(() => this.#errands.delete(errand));
    this.#errands.add(errand);
  }

  async #insist(command: () => Promise<unknown>): Promise<void> {
    const refusal = await persist(command, { signal: this.#options.giveUp });
    if (refusal && refusal.code !== 'execution_terminal') throw refusal;
  }
}

/** Waits, or less when the load stops. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
