import { parseArgs } from 'node:util';
import { API_NAMES } from './records.ts';
import { startSandbox } from './sandbox.ts';
import { isScenario, SCENARIOS } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7400' },
    host: { type: 'string', default: '127.0.0.1' },
    scenario: { type: 'string', default: 'normal' },
  },
});
if (!isScenario(values.scenario)) {
  console.error(`There is no scenario ${values.scenario}. There are: ${Object.keys(SCENARIOS).join(', ')}.`);
  process.exit(2);
}
const sandbox = await startSandbox({ port: Number(values.port), host: values.host, scenario: values.scenario });
for (const api of API_NAMES) console.log(`${api.padEnd(10)} ${sandbox.documentUrl(api)}   key ${sandbox.apiKeys[api]}`);
console.log(
  `controls   ${sandbox.url}/_sandbox/{calls,state,webhooks,scenario,emit,reset}   inbox ${sandbox.url}/inbox/<channel>`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
