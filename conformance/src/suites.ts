import { FEATURE_SUITES } from './ctk.ts';
import { examplesSuite } from './examples.ts';
import { jqSuite } from './jq/jq-suite.ts';
import type { Suite } from './suite.ts';

/** All suites by name. */
export const SUITES: Readonly<Record<string, Suite>> = {
  jq: jqSuite,
  examples: examplesSuite,
  ...FEATURE_SUITES,
};
