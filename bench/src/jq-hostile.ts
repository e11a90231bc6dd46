import { endingOf, HOSTILE_PROGRAMS, type HostileProgram } from '@parley/jq/testing';
import { type Benchmark, median } from './benchmark.ts';

/** What a hostile program may take at the default budget. */
const MAX_MS = 50;
const MAX_MB = 64;

interface Cost {
  readonly ms: number;
  readonly mb: number;
}

const BYTES_PER_MB = 1e6;

/** CPU time of one run, and what the heap had grown by when it ended: what was live, and garbage not collected yet. */
function measure({ name, source, input, ends }: HostileProgram): Cost {
  const text = source();
  const value = input?.() ?? null;
  globalThis.gc?.();
  const before = process.memoryUsage();
  const start = process.cpuUsage();
  const ended = endingOf(text, value);
  const { user, system } = process.cpuUsage(start);
  const after = process.memoryUsage();
  if (ended !== ends) throw new Error(`${name} ended in ${ended}, not in ${ends}`);
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  return { ms: (user + system) / 1000, mb: Math.max(0, grown) / BYTES_PER_MB };
}

/** Time and memory of programs that do their worst. */
export const jqHostile: Benchmark = {
  summary: `jq: hostile programs at the default budget, CPU time (goal ${MAX_MS} ms) and heap growth (goal ${MAX_MB} MB)`,
  async run({ rounds }) {
    const results = HOSTILE_PROGRAMS.map((program) => {
      const costs = Array.from({ length: rounds }, () => measure(program));
      return { program, ms: median(costs.map(({ ms }) => ms)), mb: Math.max(...costs.map(({ mb }) => mb)) };
    });
    results.sort((a, b) => b.ms - a.ms);
    for (const { program, ms, mb } of results) {
      const over = ms > MAX_MS || mb > MAX_MB ? '  over the goal' : '';
      console.log(
        `${ms.toFixed(1).padStart(8)} ms ${mb.toFixed(1).padStart(6)} MB  ${program.ends.padEnd(7)} ${printable(program.name)}${over}`,
      );
    }
    return {
      programs: results.length,
      'over 50 ms': results.filter(({ ms }) => ms > MAX_MS).length,
      'over 64 MB': results.filter(({ mb }) => mb > MAX_MB).length,
      'slowest ms': Number(results[0]!.ms.toFixed(1)),
      'largest MB': Number(Math.max(...results.map(({ mb }) => mb)).toFixed(1)),
    };
  },
};

function printable(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}
