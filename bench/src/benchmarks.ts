import type { Benchmark } from './benchmark.ts';
import { engineMemory } from './engine-memory.ts';
import { enginePostgres } from './engine-postgres.ts';
import { engineSleepers } from './engine-sleepers.ts';
import { flowBench } from './flow-bench.ts';

/** All benchmarks by name. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'engine-memory': engineMemory,
  'engine-postgres': enginePostgres,
  'engine-sleepers': engineSleepers,
  'flow-bench': flowBench,
};
