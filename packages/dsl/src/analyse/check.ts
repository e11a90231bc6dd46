import type { Catalog } from '../catalog.ts';
import type { WalkedTask } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import type { Finding } from '../validate/site.ts';
import type { PlacedList } from './control/all-lists.ts';
import type { Trace } from './flow/trace.ts';

/** What an analysis can look at. */
export interface AnalysisInput {
  readonly workflow: Workflow;
  readonly catalog: Catalog | undefined;
  /** Every task, those of functions and extensions last. */
  readonly tasks: readonly WalkedTask[];
  /** Every list whose tasks follow each other, of `tasks`. */
  readonly lists: readonly PlacedList[];
  /** Where every value comes from; see `traceFlow`. */
  readonly trace: Trace;
  /** Groups of tasks that do not need each other; see `parallelGroups`. */
  readonly parallel: () => readonly (readonly string[])[];
}

/** A question about a definition without errors that needs more than its rules to answer. */
export type AnalysisCheck = (input: AnalysisInput) => Iterable<Finding>;
