import { expect, it } from 'vitest';
import { DRIVERS } from './drivers.ts';
import { SHORT } from './intensity.ts';
import { runChaos } from './run-chaos.ts';
import { SHAPES } from './shapes/shapes.ts';

const SEED = 20_261_122;
const LIMIT_MS = 100_000;

it(`nothing is lost or doubled while everything breaks once (seed ${SEED})`, async () => {
  const { postgres } = DRIVERS;
  const report = await runChaos({
    ...{ name: 'postgres', start: postgres!, seed: SEED, intensity: SHORT },
    // Until each kind of fault has come once; on a machine that is busy the faults take longer.
    forMs: LIMIT_MS,
    untilAllKinds: true,
  });
  expect(report.violations).toEqual([]);
  expect(Object.keys(report.executions).sort()).toEqual(SHAPES.map(({ name }) => name).sort());
  expect(Object.keys(report.faults)).toHaveLength(11);
  expect(report.crashes).toBeGreaterThanOrEqual(6);
  expect(report.calls).toBeGreaterThanOrEqual(report.results);
}, 240_000);
