import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from './config.ts';
import { runConformance } from './run-conformance.ts';
import { SUITES } from './suites.ts';

const USAGE = `Usage: npm run conformance -- [suite ...] [--data DIR] [--json]
Suites: ${Object.keys(SUITES).join(', ')} (all if none is named)
--data DIR   folder with the suites' data (default: PARLEY_DATA or ../shared/data)
--json       a JSON object as the last line: { suite, passed, total, failed }`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: defaultDataFolder() },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const unknown = positionals.find((name) => !Object.hasOwn(SUITES, name));
if (values.help || unknown !== undefined) {
  console.log(unknown === undefined ? USAGE : `There is no suite ${unknown}.\n${USAGE}`);
  process.exitCode = unknown === undefined ? 0 : 2;
} else {
  process.exitCode = await runConformance({ names: positionals, data: resolve(values.data), json: values.json });
}
