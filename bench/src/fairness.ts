import { parseWorkflow } from '@parley/dsl';
import { createMemoryEngine, type Effects, type HttpRequest, systemTime } from '@parley/engine';
import { systemClock } from '@parley/kernel';
import { CircuitBreaker, FairGate, guardEffects } from '@parley/module-workflow';
import { type Benchmark, median, quantile } from './benchmark.ts';

const FLOOD = 5_000;
const PROBES = 50;
const CALL_MS = 10;
const PLACES = 64;
const OWN_PLACES = 32;

const { workflow } = parseWorkflow(`
document: { dsl: '1.0.3', namespace: bench, name: fair, version: '1.0.0' }
do:
  - one: { call: http, with: { method: get, endpoint: 'https://system.test/one' } }
  - two: { call: http, with: { method: get, endpoint: 'https://system.test/two' } }
`);

/** A system that answers after some milliseconds and takes a bounded number of calls at a time, as real ones do. */
function slowSystem(): Effects {
  const inside = new FairGate({ total: PLACES, perTenant: PLACES });
  return {
    http: {
      async call({ method, uri }: HttpRequest) {
        const release = await inside.enter('everybody');
        await new Promise((resolve) => setTimeout(resolve, CALL_MS));
        release();
        return { request: { method, uri, headers: {} }, statusCode: 200, headers: {}, content: {} };
      },
    },
    secrets: { read: async () => ({}) },
    definitions: { load: async () => workflow!, find: async () => undefined },
    functions: {},
  } as unknown as Effects;
}

/** Milliseconds that a small tenant's execution takes, the median and the 95th percentile, beside a flood or alone. */
async function latency(fair: boolean, flood: number): Promise<{ p50: number; p95: number }> {
  const gate = new FairGate({ total: PLACES, perTenant: OWN_PLACES });
  const effects = fair ? guardEffects(slowSystem(), gate, new CircuitBreaker(systemClock)) : slowSystem();
  const engine = createMemoryEngine({ effects, time: systemTime });
  const run = async (tenantId: string) => {
    const executionId = crypto.randomUUID();
    await engine.start({ tenantId, executionId, definition: 'd', input: {}, trigger: { kind: 'manual' } });
    await engine.outcome(tenantId, executionId);
  };
  const others = Promise.all(Array.from({ length: flood }, () => run('flood')));
  await new Promise((resolve) => setTimeout(resolve, CALL_MS));
  const taken: number[] = [];
  let flooded = flood > 0;
  void others.then(() => {
    flooded = false;
  });
  // Only what runs beside the flood counts.
  while (taken.length < PROBES && (flooded || flood === 0)) {
    const began = performance.now();
    await run('small');
    taken.push(performance.now() - began);
  }
  await others;
  await engine.close();
  return { p50: median(taken), p95: quantile(taken, 0.95) };
}

/** How much slower a tenant's executions are while another tenant starts 5,000 at once, with and without fair turns. */
export const fairness: Benchmark = {
  summary: 'how much slower a tenant’s executions are while another starts 5,000, with and without fair turns',
  run: async () => {
    const alone = await latency(true, 0);
    const withTurns = await latency(true, FLOOD);
    const withoutTurns = await latency(false, FLOOD);
    const figures = {
      flood: FLOOD,
      callMs: CALL_MS,
      aloneP50Ms: alone.p50,
      fairP50Ms: withTurns.p50,
      fairP95Ms: withTurns.p95,
      unfairP50Ms: withoutTurns.p50,
      unfairP95Ms: withoutTurns.p95,
      fairFactor: withTurns.p50 / alone.p50,
      unfairFactor: withoutTurns.p50 / alone.p50,
    };
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(`${name.padEnd(14)} ${value.toFixed(1)}\n`);
    return figures;
  },
};
