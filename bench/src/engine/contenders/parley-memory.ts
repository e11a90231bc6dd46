import { createMemoryEngine, type ExecutionEngine, MemoryStore, systemTime } from '@parley/engine';
import { instantEffects, runExecution } from '../parley-workflows.ts';
import type { Contender } from '../workload.ts';

// The memory driver never forgets; a new one now and then keeps the garbage collector from being what is measured.
const EXECUTIONS_EACH = 5_000;

/** The interpreter and its scheduler alone. */
export function parleyMemory(): Contender {
  let engine = memoryEngine();
  let runs = 0;
  return {
    async run(workflow) {
      runs += 1;
      if (runs % EXECUTIONS_EACH === 0) engine = memoryEngine();
      await runExecution(engine, workflow);
    },
    close: () => engine.close(),
  };
}

/** An engine that keeps everything in memory, with the machine's clock. */
export function memoryEngine(): ExecutionEngine {
  return createMemoryEngine({ effects: instantEffects(), store: new MemoryStore(), time: systemTime });
}
