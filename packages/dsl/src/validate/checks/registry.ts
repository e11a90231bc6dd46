import type { Check } from './check.ts';
import { checkCorrelations } from './correlations.ts';
import { checkExpressions } from './expressions.ts';
import { checkFunctionCycles } from './function-cycles.ts';
import { checkLanguageVersion } from './language-version.ts';
import { checkNames } from './names.ts';
import { checkReferences } from './references.ts';
import { checkRetries } from './retries.ts';
import { checkSwitches } from './switches.ts';
import { checkUnused } from './unused.ts';

/** Every check that runs after the shapes, in no particular order. */
export const CHECKS: readonly Check[] = [
  checkLanguageVersion,
  checkReferences,
  checkNames,
  checkExpressions,
  checkCorrelations,
  checkSwitches,
  checkRetries,
  checkFunctionCycles,
  checkUnused,
];
