import { monitorEventLoopDelay } from 'node:perf_hooks';
import { engineMigrations, openServiceDatabase, startPostgresEngine } from '@parley/adapter-postgres';
import type { ExecutionEngine } from '@parley/engine';
import { type Benchmark, type Figures, median } from '../benchmark.ts';
import { memoryEngine } from './contenders/parley-memory.ts';
import { startDatabaseServer } from './database-server.ts';
import { instantEffects, replayExecution, runExecution } from './parley-workflows.ts';

const MEMORY = { loop: [2_500, 5_000, 10_000, 20_000], map: [100, 1_000, 10_000] };
// A step of a loop waits for the disk, one of a parallel map shares the wait with others.
const POSTGRES = { loop: [250, 500, 1_000], map: [1_000, 5_000, 20_000] };
const SAMPLING_MS = 5;

interface Point {
  readonly cpuMs: number;
  readonly seconds: number;
  readonly longestStallMs: number;
}

/** Whether long loops, their replays and wide parallel maps take time that grows with their size and block nothing. */
export const engineScaling: Benchmark = {
  summary: 'loops and parallel maps of growing size, and replays of their histories: exponents and stalls',
  async run({ rounds }) {
    const server = await startDatabaseServer();
    const { adminUrl } = server;
    const database = await openServiceDatabase({ adminUrl, service: 'bench', migrations: await engineMigrations() });
    const postgres = startPostgresEngine({ database, effects: instantEffects() });
    await postgres.recover();
    const figures: Record<string, number> = {};
    console.log(`${'load'.padEnd(28)} ${'size'.padStart(7)} CPU us/step   steps/s  longest stall ms`);
    const memory = memoryEngine();
    for (const shape of ['loop', 'map'] as const) {
      Object.assign(figures, await measureShape(memory, 'memory', shape, MEMORY[shape], rounds));
      Object.assign(figures, await measureShape(postgres, 'postgres', shape, POSTGRES[shape], rounds));
    }
    await postgres.close();
    await database.close();
    await server.close();
    return figures;
  },
};

async function measureShape(
  engine: ExecutionEngine,
  driver: string,
  shape: 'loop' | 'map',
  sizes: readonly number[],
  rounds: number,
): Promise<Figures> {
  for (let warm = 0; warm < 2; warm += 1) {
    await replayExecution(engine, await runExecution(engine, `${shape}:${sizes[1]}`));
  }
  const runs = new Map<number, Point[]>(sizes.map((size) => [size, []]));
  const replays = new Map<number, Point[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) {
      let id = '';
      runs.get(size)!.push(
        await observed(async () => {
          id = await runExecution(engine, `${shape}:${size}`);
        }),
      );
      replays.get(size)!.push(await observed(() => replayExecution(engine, id)));
    }
  }
  return {
    ...report(`${driver}, ${shape}`, runs),
    ...report(`${driver}, ${shape} read and replayed`, replays),
  };
}

async function observed(work: () => Promise<void>): Promise<Point> {
  const delay = monitorEventLoopDelay({ resolution: SAMPLING_MS });
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  await work();
  const seconds = (performance.now() - from) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  delay.disable();
  const longestStallMs = Math.max(0, delay.max / 1e6 - SAMPLING_MS);
  return { cpuMs: (cpu.user + cpu.system) / 1000, seconds, longestStallMs };
}

function report(name: string, points: ReadonlyMap<number, readonly Point[]>): Figures {
  const middle = (size: number, field: keyof Point) => median(points.get(size)!.map((point) => point[field]));
  const sizes = [...points.keys()];
  for (const size of sizes) {
    const cells = [
      ((1000 * middle(size, 'cpuMs')) / size).toFixed(1).padStart(11),
      (size / middle(size, 'seconds')).toFixed(0).padStart(9),
      middle(size, 'longestStallMs').toFixed(0).padStart(17),
    ];
    console.log(`${name.padEnd(28)} ${String(size).padStart(7)} ${cells.join(' ')}`);
  }
  const exponent = slope(sizes.map((size) => [Math.log(size), Math.log(middle(size, 'cpuMs'))]));
  console.log(`${name.padEnd(28)} CPU time grows with the size to the power of ${exponent.toFixed(2)}`);
  const key = name.replaceAll(/[^a-z]+/g, '_');
  const largest = sizes.at(-1)!;
  return {
    [`${key}_exponent`]: Number(exponent.toFixed(2)),
    [`${key}_longest_stall_ms`]: Math.round(middle(largest, 'longestStallMs')),
  };
}

/** Of the line through the points by least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
