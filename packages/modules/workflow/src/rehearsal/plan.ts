import type { Json } from '@parley/kernel';
import { type Fault, faultName } from './faults.ts';

/** One run of a rehearsal: which answers the mocks give, what people decide, and where a fault is injected. */
export interface RunPlan {
  readonly name: string;
  /** Variant of an operation's answer, by operation id; 0 where it is not named. */
  readonly variants: Readonly<Record<string, number>>;
  readonly decision: 'approved' | 'rejected';
  /** Every call of this operation fails. */
  readonly fault?: Fault;
  /** An input other than the usual one: at a bound of its schema. */
  readonly boundary?: { readonly name: string; readonly value: Json };
  /** The run that went the same way without the fault. */
  readonly usual?: RunPlan;
}

/** What a run showed that leads to further runs. */
export interface Observed {
  /** Operations that were called. */
  readonly operations: ReadonlySet<string>;
  readonly decisions: number;
}

export const HAPPY_PATH: RunPlan = { name: 'everything works', variants: {}, decision: 'approved' };
const MAX_RUNS = 200;

/**
 * Plans runs as long as runs show something new: first the happy path; then for each operation seen every other answer
 * worth trying, and its faults; for approvals a rejection. The first runs that reach an operation are kept as the way to
 * it, so that answers and faults behind a branch are tried as well. At most {@link MAX_RUNS} runs.
 */
export class RunPlanner {
  readonly #queue: RunPlan[] = [HAPPY_PATH];
  readonly #seen = new Set<string>();
  readonly #variantsOf: (operation: string) => number;
  readonly #faultsOf: (operation: string) => readonly Fault[];
  #planned = 1;
  #rejected = false;

  constructor(
    variantsOf: (operation: string) => number,
    faultsOf: (operation: string) => readonly Fault[],
    boundaries: readonly NonNullable<RunPlan['boundary']>[] = [],
  ) {
    this.#variantsOf = variantsOf;
    this.#faultsOf = faultsOf;
    for (const boundary of boundaries) this.#add({ ...HAPPY_PATH, name: boundary.name, boundary, usual: HAPPY_PATH });
  }

  next(): RunPlan | undefined {
    return this.#queue.shift();
  }

  /** Takes note of what a run showed. */
  observe(plan: RunPlan, observed: Observed): void {
    if (plan.fault || plan.boundary) return;
    for (const operation of observed.operations) {
      if (this.#seen.has(operation)) continue;
      this.#seen.add(operation);
      for (let variant = 1; variant < this.#variantsOf(operation); variant += 1) {
        const variants = { ...plan.variants, [operation]: variant };
        this.#add({ ...plan, name: `${operation} answers otherwise (${variant})`, variants });
      }
      for (const fault of this.#faultsOf(operation)) {
        this.#add({ ...plan, name: faultName(fault), fault, usual: plan });
      }
    }
    if (observed.decisions > 0 && !this.#rejected) {
      this.#rejected = true;
      this.#add({ ...plan, name: 'a decision is a rejection', decision: 'rejected' });
    }
  }

  #add(plan: RunPlan): void {
    if (this.#planned >= MAX_RUNS) return;
    this.#planned += 1;
    this.#queue.push(plan);
  }
}
