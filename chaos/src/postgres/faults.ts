import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, FaultGroup } from '../driver.ts';
import type { Random } from '../random.ts';
import type { Cluster, StopSignal } from './cluster.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { WorkerProcess } from './worker-process.ts';

/** The workers' lease in a run: short, so that a run sees many of them pass. */
export const LEASE_TTL_MS = 2_500;
/** Stopped for at least so long, a worker is replaced. */
const PAST_LEASE_MS = 3_000;

type Inflict = Fault['inflict'];

/** Everything that can happen to workers, to PostgreSQL and to what connects them. */
export function postgresFaults(pool: WorkerPool, cluster: Cluster): readonly Fault[] {
  const crash = (kind: string, group: FaultGroup, inflict: Inflict): Fault => ({ kind, group, crash: true, inflict });
  const other = (kind: string, group: FaultGroup, inflict: Inflict): Fault => ({ kind, group, crash: false, inflict });
  const killActive = crash('active worker killed', 'worker', () => kill([pool.active.process]));
  const killStandby = crash('standby worker killed', 'worker', () => kill([pool.standby.process]));
  return [
    ...[killActive, killActive, killActive, killStandby, killStandby],
    crash('all workers killed', 'worker', () => kill(pool.processes)),
    other('worker stopped past its lease', 'worker', (random) => stopAndContinue(pool, random)),
    crash('PostgreSQL fast restart', 'store', () => restart(cluster, 'SIGINT')),
    crash('PostgreSQL immediate restart', 'store', () => restart(cluster, 'SIGQUIT')),
    crash('PostgreSQL killed', 'store', () => restart(cluster, 'SIGKILL')),
    other('connections cut', 'network', () => cut(pool, 1)),
    other('all connections cut', 'network', () => cut(pool, Number.POSITIVE_INFINITY)),
    other('network silent, then back', 'network', (random) => silence(pool, random, 'resume')),
    other('network silent, then cut', 'network', (random) => silence(pool, random, 'cut')),
  ];
}

async function kill(processes: readonly WorkerProcess[]) {
  await Promise.all(processes.map((process) => process.kill()));
  return { worker: processes[0]!.pid };
}

/** The zombie: when it goes on, another worker has its executions. */
async function stopAndContinue(pool: WorkerPool, random: Random) {
  const { process } = pool.active;
  process.signal('SIGSTOP');
  await delay(PAST_LEASE_MS + random.between(0, 1_500));
  process.signal('SIGCONT');
  return { worker: process.pid };
}

async function restart(cluster: Cluster, signal: StopSignal) {
  await cluster.stop(signal);
  return {};
}

async function cut(pool: WorkerPool, count: number) {
  const proxies = count === 1 ? [pool.active.proxy] : pool.proxies;
  for (const proxy of proxies) proxy.cut();
  return {};
}

async function silence(pool: WorkerPool, random: Random, after: 'resume' | 'cut') {
  const { proxy, process } = pool.active;
  proxy.silence();
  await delay(random.between(300, 4_000));
  if (after === 'cut') proxy.cut();
  proxy.resume();
  return { worker: process.pid };
}
