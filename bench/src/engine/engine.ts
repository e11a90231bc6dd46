import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figures, median } from '../benchmark.ts';
import { bundle } from './bundle.ts';
import { CONTENDERS } from './contender.ts';
import { ContenderClient, type Measured } from './contender-client.ts';
import { type DatabaseServer, startDatabaseServer } from './database-server.ts';
import { printTables } from './tables.ts';
import type { Load } from './workload.ts';

const LOADS = {
  'one step, c=1': { workflow: 'one', concurrency: 1, ms: 1_000 },
  'ten steps, c=1': { workflow: 'ten', concurrency: 1, ms: 1_000 },
  'ten steps, c=32': { workflow: 'ten', concurrency: 32, ms: 1_500 },
  'ten steps, c=256': { workflow: 'ten', concurrency: 256, ms: 2_000 },
  'fan-out 100, c=8': { workflow: 'fan', concurrency: 8, ms: 1_500 },
} satisfies Record<string, Load>;
export type LoadName = keyof typeof LOADS;

const WARM_UP: readonly Load[] = [
  { workflow: 'one', concurrency: 1, ms: 500 },
  { workflow: 'ten', concurrency: 256, ms: 1_500 },
  { workflow: 'fan', concurrency: 2, ms: 500 },
];
// No round begins later: on a busy machine the slow ones take their time.
const LAST_ROUND_MS = 150_000;

/** The middle of every figure, by contender and load. */
export type Results = ReadonlyMap<string, Readonly<Record<LoadName, Measured>>>;

/** Durable steps per second, latency and CPU of our drivers, of the bare limit, and of peers, in one run. */
export const engine: Benchmark = {
  summary: 'our drivers beside raw group commit, Restate, a queue worker and DBOS in one run',
  async run({ rounds }) {
    const loadBefore = loadavg();
    const server = await startDatabaseServer();
    const contenders: ContenderClient[] = [];
    try {
      for (const name of Object.keys(CONTENDERS)) {
        const contender = await startContender(name, server).catch(() => undefined);
        if (contender) contenders.push(contender);
        else console.log(`${name} does not run here and is left out`);
      }
      const { results, rounds: done } = await compare(contenders, rounds);
      console.log(`load average ${show(loadBefore)} before, ${show(loadavg())} after; medians of ${done} rounds`);
      printTables(results);
      return figuresOf(results);
    } finally {
      for (const contender of contenders) await contender.close();
      await server.close();
    }
  },
};

async function startContender(name: string, server: DatabaseServer): Promise<ContenderClient> {
  const file = await bundle(join(import.meta.dirname, 'contender-process.ts'));
  const id = name.toLowerCase().replaceAll(/[^a-z]+/g, '_');
  const folder = join(server.folder, id);
  await mkdir(folder);
  const databaseUrl = await server.createDatabase(`bench_${id}`);
  const addresses = { adminUrl: server.adminUrl, databaseUrl, folder };
  return ContenderClient.start(name, file, addresses, () => server.cpuSeconds());
}

/** Every load on every contender in turn, so that what else the machine does meets all of them alike. */
async function compare(
  contenders: readonly ContenderClient[],
  rounds: number,
): Promise<{ readonly results: Results; readonly rounds: number }> {
  const samples = new Map<string, Record<LoadName, Measured[]>>();
  const entries = Object.entries(LOADS) as [LoadName, Load][];
  for (const contender of contenders) {
    for (const load of WARM_UP) await contender.measure(load);
    samples.set(contender.name, Object.fromEntries(entries.map(([name]) => [name, [] as Measured[]])) as never);
  }
  const from = performance.now();
  let done = 0;
  while (done < rounds && (done === 0 || performance.now() - from < LAST_ROUND_MS)) {
    for (const [name, load] of entries) {
      for (const contender of contenders) samples.get(contender.name)![name].push(await contender.measure(load));
    }
    done += 1;
  }
  const results = new Map([...samples].map(([contender, byLoad]) => [contender, mapValues(byLoad, middle)]));
  return { results, rounds: done };
}

function mapValues<A, B>(record: Record<LoadName, A>, change: (value: A) => B): Record<LoadName, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)])) as never;
}

function middle(samples: readonly Measured[]): Measured {
  const of = (field: keyof Measured) => median(samples.map((sample) => sample[field]));
  return {
    stepsPerSecond: of('stepsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    steps: of('steps'),
    cpuUs: of('cpuUs'),
    serverCpuUs: of('serverCpuUs'),
  };
}

function figuresOf(results: Results): Figures {
  const figures: Record<string, number> = {};
  for (const [name, byLoad] of results) {
    const prefix = name.toLowerCase().replaceAll(/[^a-z]+/g, '_');
    const busy = byLoad['ten steps, c=256'];
    figures[`${prefix}_one_step_p50_ms`] = round(byLoad['one step, c=1'].p50Ms);
    figures[`${prefix}_one_step_p99_ms`] = round(byLoad['one step, c=1'].p99Ms);
    figures[`${prefix}_steps_per_second_c256`] = Math.round(busy.stepsPerSecond);
    figures[`${prefix}_cpu_us_per_step_c256`] = round(busy.cpuUs + busy.serverCpuUs);
  }
  return figures;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function show(load: readonly number[]): string {
  return load.map((value) => value.toFixed(1)).join(' ');
}
