import type { LoadName, Results } from './engine.ts';

const OURS = 'Parley, PostgreSQL';
const NAME_WIDTH = 22;
const COLUMN_WIDTH = 13;

/** Prints latency, throughput and CPU of all contenders as aligned tables, each with its ratio to our PostgreSQL driver. */
export function printTables(results: Results): void {
  const names = [...results.keys()];
  const at = (name: string, load: LoadName) => results.get(name)![load];
  const ratio = (value: number, ours: number) => `${(value / ours).toPrecision(2)}x`;

  table('Start to result of one step, c=1', ['p50 ms', 'p99 ms', 'p50 to ours'], names, (name) => {
    const { p50Ms, p99Ms } = at(name, 'one step, c=1');
    return [p50Ms.toFixed(2), p99Ms.toFixed(2), ratio(p50Ms, at(OURS, 'one step, c=1').p50Ms)];
  });
  const rates = ['ten steps, c=1', 'ten steps, c=32', 'ten steps, c=256'] as const;
  table('Steps per second, workflows of ten steps', ['c=1', 'c=32', 'c=256', 'c=256 to ours'], names, (name) => [
    ...rates.map((load) => at(name, load).stepsPerSecond.toFixed(0)),
    ratio(at(name, 'ten steps, c=256').stepsPerSecond, at(OURS, 'ten steps, c=256').stepsPerSecond),
  ]);
  const fan = 'fan-out 100, c=8';
  table('Fan-out of 100 steps with a join, c=8', ['steps/s', 'p50 ms', 'p99 ms', 'steps to ours'], names, (name) => {
    const { stepsPerSecond, p50Ms, p99Ms } = at(name, fan);
    const compared = ratio(stepsPerSecond, at(OURS, fan).stepsPerSecond);
    return [stepsPerSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1), compared];
  });
  const columns = ['process', 'server', 'both', 'both to ours'];
  table('CPU microseconds per step, ten steps, c=256', columns, names, (name) => {
    const { cpuUs, serverCpuUs } = at(name, 'ten steps, c=256');
    const ours = at(OURS, 'ten steps, c=256');
    const both = cpuUs + serverCpuUs;
    return [cpuUs.toFixed(1), serverCpuUs.toFixed(1), both.toFixed(1), ratio(both, ours.cpuUs + ours.serverCpuUs)];
  });
}

function table(title: string, columns: readonly string[], names: readonly string[], row: (name: string) => string[]) {
  console.log(`\n${title}`);
  console.log(['', ...columns].map(cell).join(' '));
  for (const name of names) console.log([name, ...row(name)].map(cell).join(' '));
}

function cell(text: string, index: number): string {
  return index === 0 ? text.padEnd(NAME_WIDTH) : text.padStart(COLUMN_WIDTH);
}
