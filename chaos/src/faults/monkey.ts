import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosDriver, Fault, FaultGroup, Inflicted } from '../driver.ts';
import { randomStream } from '../random.ts';

export interface MonkeyOptions {
  readonly driver: ChaosDriver;
  readonly seed: number;
  /** Shortest and longest pause before the next fault of a group, milliseconds. */
  readonly pauses: Readonly<Record<FaultGroup, readonly [number, number]>>;
}

const ANSWER_LIMIT_MS = 30_000;
const TICK_MS = 20;

/** Makes things go wrong, in each group one after the other, each kind as often as the driver names it. */
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

  /** True when each kind of fault has come. */
  get hasAllKinds(): boolean {
    const kinds = new Set(this.inflicted.map(({ kind }) => kind));
    return this.#options.driver.faults.every(({ kind }) => kinds.has(kind));
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

  /** A fault has to hit something that works: what is killed faster than it can start shows nothing. */
  async #untilAnswered(answers: number): Promise<void> {
    const deadline = Date.now() + ANSWER_LIMIT_MS;
    const { signal } = this.#stopped;
    while (this.#options.driver.answers() <= answers && Date.now() < deadline && !signal.aborted) await delay(TICK_MS);
  }

  async #loop(group: FaultGroup, faults: readonly Fault[]): Promise<void> {
    const random = randomStream(this.#options.seed, `faults:${group}`);
    const { driver } = this.#options;
    const { signal } = this.#stopped;
    let bag: Fault[] = [];
    let answers = 0;
    for (;;) {
      await this.#untilAnswered(answers);
      await delay(random.between(...this.#options.pauses[group]), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      if (bag.length === 0) bag = random.shuffled(faults);
      const fault = bag.pop()!;
      const from = Date.now();
      const detail = await fault.inflict(random);
      answers = driver.answers();
      this.inflicted.push({ kind: fault.kind, group, crash: fault.crash, from, to: Date.now(), ...detail });
    }
  }
}

function groupsOf(faults: readonly Fault[]): ReadonlyMap<FaultGroup, readonly Fault[]> {
  const groups = new Map<FaultGroup, Fault[]>();
  for (const fault of faults) groups.set(fault.group, [...(groups.get(fault.group) ?? []), fault]);
  return groups;
}
