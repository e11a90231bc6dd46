import { isObject } from '@parley/kernel';
import type { Workflow } from '../model/workflow.ts';
import { childPointer } from '../parse/pointer.ts';
import { CATALOG_FUNCTION } from './checks/references.ts';
import { type Survey, surveyWorkflow } from './survey.ts';

/** What ties a definition to Parley, and where. */
export interface PortabilityIssue {
  readonly pointer: string;
  readonly reason: string;
}

export interface Portability {
  /** True when any runtime of the standard does the same with it; it is then valid under the official schema too. */
  readonly portable: boolean;
  readonly issues: readonly PortabilityIssue[];
}

/** Keys of the document's metadata that change how Parley runs a workflow. */
const DOCUMENT_METADATA: Readonly<Record<string, string>> = {
  priority: 'The priority of executions is given in metadata.',
  concurrencyKey: 'Which executions exclude each other is given in metadata.',
  sla: 'The time an execution should take is given in metadata.',
  schedule: 'The time zone of the schedule, or what happens when executions overlap, is given in metadata.',
};

const TASK_METADATA: Readonly<Record<string, string>> = {
  compensate: 'How the task is undone is given in metadata.',
  parallel: 'That iterations run side by side is given in metadata.',
};

/** Finds out what in a definition without errors other runtimes of the standard would refuse or do differently. */
export function portability(workflow: Workflow): Portability {
  const survey = surveyWorkflow(workflow);
  const issues = [
    ...survey.nonPortable,
    ...keysUsed(workflow.document.metadata, '/document/metadata', DOCUMENT_METADATA),
    ...survey.tasks.flatMap(({ value, pointer }) => keysUsed(value.metadata, `${pointer}/metadata`, TASK_METADATA)),
    ...(workflow.use?.catalogs && Object.hasOwn(workflow.use.catalogs, 'default') ? [] : ownFunctions(survey)),
  ];
  return { portable: issues.length === 0, issues };
}

function keysUsed(metadata: unknown, pointer: string, meanings: Readonly<Record<string, string>>): PortabilityIssue[] {
  if (!isObject(metadata)) return [];
  return Object.entries(meanings)
    .filter(([key]) => Object.hasOwn(metadata, key))
    .map(([key, reason]) => ({ pointer: childPointer(pointer, key), reason }));
}

/** Functions of the runtime's own catalog: every runtime has others. */
function ownFunctions({ references }: Survey): PortabilityIssue[] {
  return references
    .filter(({ kind, name }) => kind === 'function' && CATALOG_FUNCTION.exec(name)?.[3] === 'default')
    .map(({ pointer, name }) => ({ pointer, reason: `The function ${name} belongs to this runtime's own catalog.` }));
}
