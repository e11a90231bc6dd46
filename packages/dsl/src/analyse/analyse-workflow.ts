import type { Catalog } from '../catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { walkTasks } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import type { SourceMap } from '../parse/source-map.ts';
import { locate } from '../validate/locate.ts';
import type { AnalysisCheck } from './check.ts';
import { checkFallThrough } from './checks/fall-through.ts';
import { checkLoops, checkSequences } from './checks/parallel.ts';
import { checkReachability } from './checks/reachability.ts';
import { checkCompensation, checkRetriedCalls } from './checks/side-effects.ts';
import { checkTermination } from './checks/termination.ts';
import { checkWaiting } from './checks/waiting.ts';
import { sequentialLists } from './control/all-lists.ts';
import { type Dependency, dependenciesOf } from './dependencies.ts';
import { traceFlow } from './flow/trace.ts';
import { parallelGroups } from './parallel.ts';
import type { Permission } from './permission.ts';
import { permissionsNeeded } from './permissions.ts';

/** What can be said about a definition without running it. */
export interface Analysis {
  /** Likely mistakes and advice, in document order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Which tasks take something from which. */
  readonly dependencies: readonly Dependency[];
  /** Groups of tasks that follow each other without needing each other, as pointers. */
  readonly parallel: readonly (readonly string[])[];
  readonly permissions: readonly Permission[];
}

export interface AnalysisOptions {
  /** What is known about the operations that are called. */
  readonly catalog?: Catalog;
  /** Gives the findings their places in the text. */
  readonly source?: SourceMap;
}

/** Every analysis, in no particular order. */
const CHECKS: readonly AnalysisCheck[] = [
  checkReachability,
  checkFallThrough,
  checkTermination,
  checkRetriedCalls,
  checkCompensation,
  checkWaiting,
  checkSequences,
  checkLoops,
];

/** Analyses a definition without errors. Time grows with its size; loops nested in loops are gone through twice. */
export function analyseWorkflow(workflow: Workflow, { catalog, source }: AnalysisOptions = {}): Analysis {
  const trace = traceFlow(workflow);
  const tasks = walkTasks(workflow, { definitions: true });
  const lists = sequentialLists(tasks);
  const parallel = once(() => parallelGroups(lists, trace));
  const dependencies = once(() => dependenciesOf(trace));
  const permissions = once(() => permissionsNeeded(workflow, catalog));
  const input = { workflow, catalog, tasks, lists, trace, parallel };
  const diagnostics = CHECKS.flatMap((check) => [...check(input)]).map((finding) => locate(finding, source));
  if (source) diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return {
    diagnostics,
    get dependencies() {
      return dependencies();
    },
    get parallel() {
      return parallel();
    },
    get permissions() {
      return permissions();
    },
  };
}

/** Most callers want the diagnostics only; the rest is worked out when it is asked for. */
function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: work() };
    return known.value;
  };
}
