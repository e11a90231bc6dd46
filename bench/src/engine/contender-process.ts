import { median, quantile } from '../benchmark.ts';
import { CONTENDERS } from './contender.ts';
import { type Addresses, type Contender, type Load, type Report, type Sample, STEPS } from './workload.ts';

// A process of its own for every contender, so that its CPU time and its garbage are its own.
const [name = '', adminUrl = '', databaseUrl = '', folder = ''] = process.argv.slice(2);
const addresses: Addresses = { adminUrl, databaseUrl, folder };
const contender = await CONTENDERS[name]!(addresses);
process.on('message', (load: Load) => {
  measure(contender, load).then(
    (sample) => tell({ sample }),
    (error: unknown) => {
      console.error(error);
      leave(1);
    },
  );
});
process.once('disconnect', () => leave(0));
tell({ servers: contender.servers ?? [] });

function leave(code: number): void {
  const exit = () => process.exit(code);
  contender.close().then(exit, exit);
}

function tell(report: Report): void {
  process.send!(report);
}

/** Begins workflows until the time is over and waits for the last of them. */
async function measure(engine: Contender, { workflow, concurrency, ms }: Load): Promise<Sample> {
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  const work = async () => {
    while (performance.now() - from < ms) {
      const at = performance.now();
      await engine.run(workflow);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - from) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const steps = latencies.length * STEPS[workflow];
  return {
    stepsPerSecond: steps / seconds,
    p50Ms: median(latencies),
    p99Ms: quantile(latencies, 0.99),
    steps,
    cpuUs: (cpu.user + cpu.system) / steps,
  };
}
