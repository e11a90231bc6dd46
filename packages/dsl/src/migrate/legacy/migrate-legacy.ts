import type { OldMaps } from '../old-map.ts';
import { LegacyContext } from './context.ts';
import { migrateHeader, migrateUse } from './header.ts';
import { migrateStates } from './states.ts';

/** The newest version of the language, in which the result is written. */
const DSL = '1.0.3';

/** Translates a definition of DSL 0.8 or 0.9, given as a JSON value. */
export function migrateLegacy(value: unknown, maps: OldMaps): Record<string, unknown> {
  const root = maps.at(value, '');
  root.any('specVersion');
  const context = new LegacyContext(root, maps);
  const header = migrateHeader(root, context, DSL);
  const { tasks, schedule, input } = migrateStates(root, context);
  const use = migrateUse(context);
  const ownInput = { ...header.input, ...input };
  return {
    document: header.document,
    ...(Object.keys(ownInput).length > 0 && { input: ownInput }),
    ...(Object.keys(use).length > 0 && { use }),
    ...(header.timeout !== undefined && { timeout: header.timeout }),
    ...(schedule && { schedule }),
    ...(header.output && { output: header.output }),
    ...(header.evaluate && { evaluate: header.evaluate }),
    do: tasks,
  };
}
