import { ANALYSIS_EXAMPLES } from './analysis.ts';
import type { Examples } from './example.ts';
import { EXPRESSION_EXAMPLES } from './expressions.ts';
import { MEANING_EXAMPLES } from './meaning.ts';
import { PATCH_EXAMPLES } from './patches.ts';
import { REFERENCE_EXAMPLES } from './references.ts';
import { STRUCTURE_EXAMPLES } from './structure.ts';
import { SYNTAX_EXAMPLES } from './syntax.ts';
import { TYPE_EXAMPLES } from './types.ts';
import { VALUE_EXAMPLES } from './values.ts';

/** An example for every code; the reference shows them and the tests run them. */
export const DIAGNOSTIC_EXAMPLES: Examples = {
  ...SYNTAX_EXAMPLES,
  ...STRUCTURE_EXAMPLES,
  ...VALUE_EXAMPLES,
  ...REFERENCE_EXAMPLES,
  ...MEANING_EXAMPLES,
  ...EXPRESSION_EXAMPLES,
  ...TYPE_EXAMPLES,
  ...ANALYSIS_EXAMPLES,
  ...PATCH_EXAMPLES,
};
