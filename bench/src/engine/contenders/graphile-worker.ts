import { Logger, type Runner, run as runWorker } from 'graphile-worker';
import { type Addresses, ANSWER, type Contender, STEPS, type WorkflowName } from '../workload.ts';

interface Job {
  readonly run: number;
  readonly workflow: WorkflowName;
  readonly step: number;
}

interface Running {
  left: number;
  readonly done: () => void;
}

const CONCURRENT_JOBS = 64;
const POOL_SIZE = 20;

/**
 * A queue worker with a job per step: each job adds the next one. It keeps no history and no results, and the join of a
 * fan-out is counted in memory.
 */
export async function graphileWorker({ databaseUrl }: Addresses): Promise<Contender> {
  const running = new Map<number, Running>();
  let runs = 0;
  const act = async () => ANSWER;
  const worker: Runner = await runWorker({
    connectionString: databaseUrl,
    concurrency: CONCURRENT_JOBS,
    maxPoolSize: POOL_SIZE,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    preset: { worker: { localQueue: { size: 2 * CONCURRENT_JOBS }, completeJobBatchDelay: 0 } },
    taskList: {
      async step(payload, { addJob }) {
        const job = payload as Job;
        await act();
        const next = job.step + 1;
        if (job.workflow !== 'fan' && next < STEPS[job.workflow]) await addJob('step', { ...job, step: next });
        else complete(running, job.run);
      },
    },
  });
  return {
    async run(workflow) {
      const run = ++runs;
      const left = workflow === 'fan' ? STEPS.fan : 1;
      const ended = new Promise<void>((done) => running.set(run, { left, done }));
      const jobs = Array.from({ length: left }, (_, step) => worker.addJob('step', { run, workflow, step }));
      await Promise.all(jobs);
      await ended;
    },
    close: () => worker.stop(),
  };
}

function complete(running: Map<number, Running>, run: number): void {
  const one = running.get(run)!;
  one.left -= 1;
  if (one.left > 0) return;
  running.delete(run);
  one.done();
}
