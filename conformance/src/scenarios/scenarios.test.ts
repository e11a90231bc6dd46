import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { memoryEngine } from './engines.ts';
import { readFeature } from './run-feature.ts';

const folder = new URL('../../features/', import.meta.url);

for (const file of readdirSync(folder).sort()) {
  const scenarios = readFeature(readFileSync(new URL(file, folder), 'utf8'), file);
  describe(`memory driver: ${file}`, () => {
    for (const scenario of scenarios) {
      it(scenario.name, async () => {
        const world = await scenario.run(memoryEngine);
        await world.replayPrefixes();
      });
    }
  });
}
