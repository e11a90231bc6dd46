import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RestateEngine, startRestateCluster } from '@parley/adapter-restate';
import { MemoryStore } from '@parley/engine';
import { call, fakeEffects, workflowOf } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import { type Benchmark, type Figures, quantile } from '../benchmark.ts';

const EXECUTIONS = 200;
const STEPS = 10;
const STEP_MS = 50;
const LIMIT_MS = 120_000;
const TENANT = newId();

/** Kills one of three Restate nodes while executions run; every one of them has to end. */
export const restateCluster: Benchmark = {
  summary: 'three Restate nodes on this machine, one of them killed under load: what is lost, doubled and delayed',
  async run() {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-cluster-'));
    const cluster = await startRestateCluster({ dataDir });
    try {
      return await killOneNode(cluster);
    } finally {
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

async function killOneNode(cluster: Awaited<ReturnType<typeof startRestateCluster>>): Promise<Figures> {
  const main = workflowOf(Array.from({ length: STEPS }, (_, index) => call(`step${index}`)));
  const effects = fakeEffects({
    definitions: { main },
    http: async () => {
      await delay(STEP_MS);
      return { content: 1 };
    },
  });
  const engine = new RestateEngine({ effects, store: new MemoryStore(), restate: cluster.address(0) });
  await engine.recover();
  const ids = Array.from({ length: EXECUTIONS }, () => newId());
  const start = { tenantId: TENANT, definition: 'main', input: {}, trigger: { kind: 'manual' } } as const;
  await Promise.all(ids.map((executionId) => engine.start({ ...start, executionId })));
  const ends: number[] = [];
  const outcomes = ids.map(async (executionId) => {
    const { status } = await engine.outcome(TENANT, executionId);
    ends.push(Date.now());
    return status;
  });
  while (effects.calls.length < (EXECUTIONS * STEPS) / 4) await delay(5);
  const killedAt = Date.now();
  process.kill(cluster.pid(2)!, 'SIGKILL');
  const limit = delay(LIMIT_MS, [] as string[], { ref: false });
  const completed = (await Promise.race([Promise.all(outcomes), limit])).filter((status) => status === 'completed');
  const keys = new Set(effects.calls.map(({ idempotencyKey }) => idempotencyKey));
  await engine.close();
  const figures = {
    executions: EXECUTIONS,
    completed: completed.length,
    steps: keys.size,
    stepsRunTwice: effects.calls.length - keys.size,
    secondsFromKillToLast: (Math.max(...ends) - killedAt) / 1000,
    secondsFromKillToHalf: (quantile(ends, 0.5) - killedAt) / 1000,
  };
  console.table(figures);
  return figures;
}
