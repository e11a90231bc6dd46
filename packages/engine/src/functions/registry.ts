import { approve } from './approve.ts';
import type { Builtin } from './builtin.ts';

// Functions of the `default` catalog that wait, and so cannot be a single effect.
const BUILTINS: Readonly<Record<string, Builtin>> = { 'approve:1': approve };

/** The engine's own function with this `name:version`. */
export function findBuiltin(name: string): Builtin | undefined {
  return Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
}
