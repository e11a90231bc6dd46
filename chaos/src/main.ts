import { parseArgs } from 'node:util';
import { DRIVERS } from './drivers.ts';
import { LONG } from './intensity.ts';
import { progressPrinter } from './progress.ts';
import { formatReport } from './report.ts';
import { runChaos } from './run-chaos.ts';

const USAGE = `Usage: npm run chaos -- [--minutes N] [--crashes N] [--seed S] [--driver ${Object.keys(DRIVERS).join('|')}] [--json]
--minutes N  how long things break (default 2)
--crashes N  stop breaking things earlier, after so many crashes
--seed S     what decides on faults, inputs and failures (default: the time)
--driver D   the engine's driver (default postgres)
--json       a JSON object with the figures as the last line`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    crashes: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    driver: { type: 'string', default: 'postgres' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

// Whatever a replay may have left running.
process.exit(await main());

async function main(): Promise<number> {
  const [minutes, seed, crashes] = [Number(values.minutes), Number(values.seed), Number(values.crashes ?? 1)];
  const isValid = minutes > 0 && Number.isSafeInteger(seed) && crashes > 0 && Object.hasOwn(DRIVERS, values.driver);
  if (values.help || !isValid) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  console.log(`chaos on ${values.driver} for ${minutes} minutes, seed ${seed}`);
  const report = await runChaos({
    ...{ name: values.driver, start: DRIVERS[values.driver]!, seed, forMs: minutes * 60_000, intensity: LONG },
    ...(values.crashes !== undefined && { crashes }),
    onProgress: progressPrinter(process.stdout),
  });
  console.log(formatReport(report));
  if (values.json) console.log(JSON.stringify(report));
  return report.violations.length > 0 ? 1 : 0;
}
