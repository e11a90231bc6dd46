import { WORKFLOW } from './shapes/workflow.ts';
import type { ConstructSite, DefinitionSite, ExpressionSite, Finding, ReferenceSite, Scope, TaskSite } from './site.ts';
import { createWalk } from './walk-shape.ts';

/** Everything one walk over a definition comes across, in document order. */
export interface Survey {
  /** Findings about the shape and the form of values. */
  readonly structure: readonly Finding[];
  readonly expressions: readonly ExpressionSite[];
  readonly references: readonly ReferenceSite[];
  readonly tasks: readonly TaskSite[];
  readonly definitions: readonly DefinitionSite[];
  readonly constructs: readonly ConstructSite[];
  /** Where the definition goes beyond the standard, and how. */
  readonly nonPortable: readonly { readonly pointer: string; readonly reason: string }[];
}

const ROOT_SCOPE: Scope = { stage: 'workflow', variables: [], siblings: new Set(), outer: [] };

/** Walks a definition, right or wrong, along the shapes of the language. */
export function surveyWorkflow(value: unknown): Survey {
  const structure: Finding[] = [];
  const expressions: ExpressionSite[] = [];
  const references: ReferenceSite[] = [];
  const tasks: TaskSite[] = [];
  const definitions: DefinitionSite[] = [];
  const constructs: ConstructSite[] = [];
  const nonPortable: { pointer: string; reason: string }[] = [];
  const walk = createWalk({
    finding: (finding) => structure.push(finding),
    expression: (site) => expressions.push(site),
    reference: (site) => references.push(site),
    task: (site) => tasks.push(site),
    definition: (site) => definitions.push(site),
    construct: (site) => constructs.push(site),
    nonPortable: (pointer, reason) => nonPortable.push({ pointer, reason }),
  });
  walk.step(WORKFLOW, value, '', ROOT_SCOPE);
  return { structure, expressions, references, tasks, definitions, constructs, nonPortable };
}
