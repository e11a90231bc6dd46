import type { ExecutionEngine } from '@parley/engine';
import { newId } from '@parley/kernel';
import { type BenchDatabase, openBenchDatabase } from './bench-database.ts';
import { ANSWER, runExecution, startBenchEngine } from './bench-engine.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { median, quantile } from './benchmark.ts';
import { RawJournal } from './raw-journal.ts';

interface Load {
  readonly name: string;
  readonly concurrency: number;
  readonly executions: number;
  readonly steps: number;
  readonly run: () => Promise<void>;
}

interface Sample {
  readonly stepsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly nodeCpuUs: number;
  readonly databaseCpuUs: number;
}

/** Steps per second of interpreted definitions on PostgreSQL, history included, beside bare group commit. */
export const enginePostgres: Benchmark = {
  summary: 'the engine on PostgreSQL, beside the bare limit of group commit in the same run',
  async run({ rounds }) {
    const bench = await openBenchDatabase();
    const engine = await startBenchEngine(bench);
    const journal = await RawJournal.open(bench.database);
    const loads = [...engineLoads(engine), rawLoad(journal)];
    const samples = new Map<string, Sample[]>(loads.map(({ name }) => [name, []]));
    for (const load of loads) await measure({ ...load, executions: Math.ceil(load.executions / 10) }, bench);
    for (let round = 0; round < rounds; round += 1) {
      for (const load of loads) samples.get(load.name)!.push(await measure(load, bench));
    }
    await engine.close();
    await journal.close();
    await bench.close();
    return report(samples);
  },
};

function engineLoads(engine: ExecutionEngine): Load[] {
  const run = (definition: string) => () => runExecution(engine, definition);
  return [
    { name: 'one step, c=1', concurrency: 1, executions: 300, steps: 1, run: run('one') },
    { name: 'ten steps, c=1', concurrency: 1, executions: 60, steps: 10, run: run('ten') },
    { name: 'ten steps, c=32', concurrency: 32, executions: 1500, steps: 10, run: run('ten') },
    { name: 'ten steps, c=256', concurrency: 256, executions: 4000, steps: 10, run: run('ten') },
    { name: 'fan-out 100, c=32', concurrency: 32, executions: 300, steps: 100, run: run('fan') },
  ];
}

function rawLoad(journal: RawJournal): Load {
  const value = JSON.stringify({ output: ANSWER });
  const run = async () => {
    const id = newId();
    for (let step = 0; step < 10; step += 1) await journal.append(id, `/do/${step}/call`, value);
  };
  return { name: 'bare group commit, c=256', concurrency: 256, executions: 4000, steps: 10, run };
}

async function measure(load: Load, bench: BenchDatabase): Promise<Sample> {
  const { concurrency, executions, steps, run } = load;
  const latencies: number[] = [];
  let begun = 0;
  const work = async () => {
    while (begun < executions) {
      begun += 1;
      const at = performance.now();
      await run();
      latencies.push(performance.now() - at);
    }
  };
  const databaseBefore = bench.cpuSeconds();
  const nodeBefore = process.cpuUsage();
  const from = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - from) / 1000;
  const node = process.cpuUsage(nodeBefore);
  const total = executions * steps;
  return {
    stepsPerSecond: total / seconds,
    p50Ms: median(latencies),
    p99Ms: quantile(latencies, 0.99),
    nodeCpuUs: (node.user + node.system) / total,
    databaseCpuUs: ((bench.cpuSeconds() - databaseBefore) * 1e6) / total,
  };
}

function report(samples: ReadonlyMap<string, readonly Sample[]>): Figures {
  const middle = (name: string, field: keyof Sample) => median(samples.get(name)!.map((sample) => sample[field]));
  console.log(
    ['load', 'steps/s', 'p50 ms', 'p99 ms', 'CPU us/step: node', 'database']
      .map((text, index) => (index === 0 ? text.padEnd(26) : text.padStart(10)))
      .join(' '),
  );
  for (const name of samples.keys()) {
    const row = [
      middle(name, 'stepsPerSecond').toFixed(0),
      middle(name, 'p50Ms').toFixed(2),
      middle(name, 'p99Ms').toFixed(2),
      middle(name, 'nodeCpuUs').toFixed(1).padStart(17),
      middle(name, 'databaseCpuUs').toFixed(1),
    ];
    console.log([name.padEnd(26), ...row.map((text) => text.padStart(10))].join(' '));
  }
  const engine = middle('ten steps, c=256', 'stepsPerSecond');
  const raw = middle('bare group commit, c=256', 'stepsPerSecond');
  console.log(`The engine does ${((100 * engine) / raw).toFixed(0)} % of bare group commit at concurrency 256.`);
  return {
    steps_per_second_c256: Math.round(engine),
    steps_per_second_c32: Math.round(middle('ten steps, c=32', 'stepsPerSecond')),
    steps_per_second_fan_out: Math.round(middle('fan-out 100, c=32', 'stepsPerSecond')),
    raw_steps_per_second_c256: Math.round(raw),
    ratio_to_raw: Number((engine / raw).toFixed(2)),
    one_step_p50_ms: Number(middle('one step, c=1', 'p50Ms').toFixed(2)),
    one_step_p99_ms: Number(middle('one step, c=1', 'p99Ms').toFixed(2)),
    node_cpu_us_per_step_c256: Number(middle('ten steps, c=256', 'nodeCpuUs').toFixed(1)),
    database_cpu_us_per_step_c256: Number(middle('ten steps, c=256', 'databaseCpuUs').toFixed(1)),
  };
}
