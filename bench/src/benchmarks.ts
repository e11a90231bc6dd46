import type { Benchmark } from './benchmark.ts';
import { bundled } from './bundled.ts';
import { dsl } from './dsl/dsl.ts';
import { engine } from './engine/engine.ts';
import { restateCluster } from './engine/restate-cluster.ts';
import { engineScaling } from './engine/scaling.ts';
import { engineSleepers } from './engine/sleepers.ts';
import { fairness } from './fairness.ts';
import { flowBench } from './flow-bench.ts';
import { jq } from './jq/jq.ts';
import { jqHostile } from './jq-hostile.ts';
import { jqInfer } from './jq-infer.ts';
import { product } from './product/product.ts';

/** All benchmarks by name. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  dsl,
  engine,
  'engine-scaling': engineScaling,
  'engine-sleepers': engineSleepers,
  fairness,
  'flow-bench': flowBench,
  jq: bundled('jq/jq.ts', 'jq', jq),
  'jq-hostile': jqHostile,
  'jq-infer': bundled('jq-infer.ts', 'jqInfer', jqInfer),
  product,
  'restate-cluster': restateCluster,
};
