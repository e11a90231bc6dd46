import type { Benchmark } from './benchmark.ts';
import { dsl } from './dsl/dsl.ts';
import { engine } from './engine/engine.ts';
import { engineSleepers } from './engine/sleepers.ts';
import { flowBench } from './flow-bench.ts';
import { jq } from './jq/jq.ts';
import { jqHostile } from './jq-hostile.ts';
import { jqInfer } from './jq-infer.ts';

/** All benchmarks by name. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  dsl,
  engine,
  'engine-sleepers': engineSleepers,
  'flow-bench': flowBench,
  jq,
  'jq-hostile': jqHostile,
  'jq-infer': jqInfer,
};
