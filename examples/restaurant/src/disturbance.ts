import { ProblemError } from './problem.ts';
import type { ScenarioName } from './scenarios.ts';

/** How often an operation fails under `flaky` before it works. */
const FLAKY_FAILURES = 2;

export interface Disturbance {
  /** Delays or fails `operationId` as `scenario` wants it. */
  disturb(scenario: ScenarioName, operationId: string): Promise<void>;
  /** Lets flaky operations fail anew. */
  reset(): void;
}

/** The scenarios that hit every operation alike; `slowMs` is the delay of `slow`. */
export function createDisturbance(slowMs: number): Disturbance {
  const failures = new Map<string, number>();
  return {
    async disturb(scenario, operationId) {
      if (scenario === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMs));
      if (scenario !== 'flaky') return;
      const failed = failures.get(operationId) ?? 0;
      if (failed >= FLAKY_FAILURES) return;
      failures.set(operationId, failed + 1);
      throw new ProblemError(503, 'unavailable', `${operationId} is not available right now.`);
    },
    reset: () => failures.clear(),
  };
}
