import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { MissingData } from './benchmark.ts';
import { BENCHMARKS } from './benchmarks.ts';

const USAGE = `Usage: npm run bench -- NAME [--rounds N] [--json]
${Object.entries(BENCHMARKS)
  .map(([name, { summary }]) => `  ${name.padEnd(18)} ${summary}`)
  .join('\n')}
--rounds N   interleaved rounds, of which the median counts (default 3)
--json       a JSON object with the figures as the last line`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const [name = ''] = positionals;
  const rounds = Number(values.rounds);
  if (values.help || !Object.hasOwn(BENCHMARKS, name) || !(rounds >= 1)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  console.log(
    `${name}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown machine'}, Node ${process.version}`,
  );
  const figures = await BENCHMARKS[name]!.run({ rounds }).catch((error: unknown) => {
    if (!(error instanceof MissingData)) throw error;
    console.error(error.message);
  });
  if (!figures) return 2;
  if (values.json) console.log(JSON.stringify({ benchmark: name, ...figures }));
  return 0;
}
