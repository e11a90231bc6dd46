import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { bundle } from './bundle.ts';
import { startDatabaseServer } from './database-server.ts';

const SLEEPERS = 100_000;

/** What the worker's process tells: first that it has done new work, then what it takes. */
export type SleepersReport =
  | { readonly firstResult: true }
  | {
      readonly rssBeforeMib: number;
      /** While the garbage of starting them is there. */
      readonly rssBusyMib: number;
      readonly rssMib: number;
      readonly heapMib: number;
      readonly startSeconds: number;
    };

/** What executions cost that only wait: memory of the worker, and the time until a worker that was killed does new work. */
export const engineSleepers: Benchmark = {
  summary: `${SLEEPERS} executions that sleep for an hour: memory of the worker, time to work after kill -9`,
  async run() {
    const server = await startDatabaseServer();
    const file = await bundle(join(import.meta.dirname, 'sleepers-process.ts'));
    const worker = startWorker(file, server.adminUrl, SLEEPERS);
    await next(worker);
    const asleep = await next(worker);
    worker.kill('SIGKILL');
    await once(worker, 'exit');

    const from = performance.now();
    const successor = startWorker(file, server.adminUrl, 0);
    await next(successor);
    const firstMs = performance.now() - from;
    const restarted = await next(successor);
    successor.kill('SIGKILL');
    await server.close();
    if ('firstResult' in asleep || 'firstResult' in restarted) throw new Error('A worker did not tell what it takes');
    const figures = {
      sleepers: SLEEPERS,
      started_per_second: Math.round(SLEEPERS / asleep.startSeconds),
      rss_before_mib: asleep.rssBeforeMib,
      rss_just_started_mib: asleep.rssBusyMib,
      rss_asleep_mib: asleep.rssMib,
      heap_asleep_mib: asleep.heapMib,
      first_result_after_kill_ms: Math.round(firstMs),
      rss_after_restart_mib: restarted.rssMib,
    };
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(32)} ${value}`);
    return figures;
  },
};

function startWorker(file: string, adminUrl: string, sleepers: number): ChildProcess {
  return fork(file, [adminUrl, String(sleepers)], { execArgv: ['--expose-gc'] });
}

async function next(worker: ChildProcess): Promise<SleepersReport> {
  const [report] = await once(worker, 'message');
  return report as SleepersReport;
}
