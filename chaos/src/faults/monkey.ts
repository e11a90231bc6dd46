import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosDriver, Fault, FaultGroup, Inflicted } from '../driver.ts';
import { randomStream } from '../random.ts';

export interface MonkeyOptions {
  readonly driver: ChaosDriver;
  readonly seed: number;
  /** Shortest and longest pause before the next fault of a group, milliseconds. */
  readonly pauses: Readonly<Record<FaultGroup, readonly [number, number]>>;
}

/** Makes things go wrong, in each group one after the other, every kind as often as the others. */
export class Monkey {
  readonly inflicted: Inflicted[] = [];
  readonly #options: MonkeyOptions;
  readonly #stopped = new AbortController();
  readonly #loops: Promise<void>[] = [];

  constructor(options: MonkeyOptions) {
    this.#options = options;
  }

  get crashes(): number {
    return this.inflicted.filter(({ crash }) => crash).length;
  }

  begin(): void {
    for (const [group, faults] of groupsOf(this.#options.driver.faults)) {
      this.#loops.push(this.#loop(group, faults));
    }
  }

  /** Resolves when the last fault is over. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#loops);
  }

  async #loop(group: FaultGroup, faults: readonly Fault[]): Promise<void> {
    const random = randomStream(this.#options.seed, `faults:${group}`);
    const { signal } = this.#stopped;
    let bag: Fault[] = [];
    for (;;) {
      await delay(random.between(...this.#options.pauses[group]), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      if (bag.length === 0) bag = random.shuffled(faults);
      const fault = bag.pop()!;
      const from = Date.now();
      const detail = await fault.inflict(random);
      this.inflicted.push({ kind: fault.kind, group, crash: fault.crash, from, to: Date.now(), ...detail });
    }
  }
}

function groupsOf(faults: readonly Fault[]): ReadonlyMap<FaultGroup, readonly Fault[]> {
  const groups = new Map<FaultGroup, Fault[]>();
  for (const fault of faults) groups.set(fault.group, [...(groups.get(fault.group) ?? []), fault]);
  return groups;
}
