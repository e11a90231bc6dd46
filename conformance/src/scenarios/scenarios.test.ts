import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryEngine } from './engines.ts';
import { readFeature } from './run-feature.ts';
import { typeMismatches } from './type-soundness.ts';

const folder = new URL('../../features/', import.meta.url);

for (const file of readdirSync(folder).sort()) {
  const scenarios = readFeature(readFileSync(new URL(file, folder), 'utf8'), file);
  describe(`memory driver: ${file}`, () => {
    for (const scenario of scenarios) {
      it(scenario.name, async () => {
        const world = await scenario.run(memoryEngine);
        await world.replayPrefixes();
        const { definition, executionId } = world;
        // A definition with a trigger is typed for the events that trigger it.
        if (!definition || definition.schedule?.on) return;
        const own = world.events.filter((event) => event.executionId === executionId);
        expect(typeMismatches(definition, own)).toEqual([]);
      });
    }
  });
}
