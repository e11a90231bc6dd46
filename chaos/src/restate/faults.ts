import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedRestate } from '@parley/adapter-restate';
import type { Fault, FaultGroup } from '../driver.ts';
import type { Cluster } from '../postgres/cluster.ts';
import type { WorkerPool } from '../postgres/worker-pool.ts';
import type { WorkerBalancer } from './worker-balancer.ts';

type Inflict = Fault['inflict'];

/** Everything that can happen to workers, to Restate, to PostgreSQL and to what connects them. */
export function restateFaults(
  pool: WorkerPool,
  cluster: Cluster,
  restate: EmbeddedRestate,
  balancer: WorkerBalancer,
): readonly Fault[] {
  const crash = (kind: string, group: FaultGroup, inflict: Inflict): Fault => ({ kind, group, crash: true, inflict });
  const other = (kind: string, group: FaultGroup, inflict: Inflict): Fault => ({ kind, group, crash: false, inflict });
  return [
    crash('worker killed', 'worker', () => killed(pool, 1)),
    crash('all workers killed', 'worker', () => killed(pool, Number.POSITIVE_INFINITY)),
    other('worker stopped for a while', 'worker', async (random) => {
      const { process } = pool.active;
      process.signal('SIGSTOP');
      await delay(random.between(300, 2_000));
      process.signal('SIGCONT');
      return { worker: process.pid };
    }),
    crash('Restate killed', 'store', async () => {
      const { pid } = restate;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      while (restate.pid === pid || restate.pid === undefined) await delay(20);
      return {};
    }),
    crash('PostgreSQL killed', 'store', async () => {
      await cluster.stop('SIGKILL');
      return {};
    }),
    other('connections of Restate to the workers cut', 'network', async () => {
      balancer.cut();
      return {};
    }),
    other('connections to PostgreSQL cut', 'network', async () => {
      for (const proxy of pool.proxies) proxy.cut();
      return {};
    }),
  ];
}

async function killed(pool: WorkerPool, count: number) {
  const processes = pool.processes.slice(0, count);
  await Promise.all(processes.map((process) => process.kill()));
  return { worker: processes[0]!.pid };
}
