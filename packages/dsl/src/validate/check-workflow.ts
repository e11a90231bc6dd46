import { checkReference } from './check-references.ts';
import { WORKFLOW } from './shapes/workflow.ts';
import type { ExpressionSite, Finding, ReferenceSite, Scope } from './site.ts';
import { collectSymbols } from './symbols.ts';
import { createWalk } from './walk-shape.ts';

/** Everything one walk over a definition comes across, in document order. */
export interface Survey {
  /** Findings about the shape and the form of values. */
  readonly structure: readonly Finding[];
  readonly expressions: readonly ExpressionSite[];
  readonly references: readonly ReferenceSite[];
  /** Where the definition goes beyond the standard, and how. */
  readonly nonPortable: readonly { readonly pointer: string; readonly reason: string }[];
}

const ROOT_SCOPE: Scope = { stage: 'workflow', variables: [], siblings: [], outer: [] };

/** Walks a definition, right or wrong, along the shapes of the language. */
export function surveyWorkflow(value: unknown): Survey {
  const structure: Finding[] = [];
  const expressions: ExpressionSite[] = [];
  const references: ReferenceSite[] = [];
  const nonPortable: { pointer: string; reason: string }[] = [];
  const walk = createWalk({
    finding: (finding) => structure.push(finding),
    expression: (site) => expressions.push(site),
    reference: (site) => references.push(site),
    nonPortable: (pointer, reason) => nonPortable.push({ pointer, reason }),
  });
  walk.step(WORKFLOW, value, '', ROOT_SCOPE);
  return { structure, expressions, references, nonPortable };
}

/** Findings about the shape, and those that need the whole definition to tell. */
export interface Checked {
  readonly structure: readonly Finding[];
  readonly meaning: readonly Finding[];
}

/** Runs every check over a definition given as a JSON value. */
export function checkWorkflow(value: unknown): Checked {
  const survey = surveyWorkflow(value);
  const symbols = collectSymbols(value);
  const meaning: Finding[] = [];
  for (const site of survey.references) {
    const finding = checkReference(site, symbols);
    if (finding) meaning.push(finding);
  }
  return { structure: survey.structure, meaning };
}
