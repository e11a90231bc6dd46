import { containerRun } from './container.ts';
import type { RunKind } from './run-kind.ts';
import { scriptRun } from './script.ts';
import { shellRun } from './shell.ts';
import { workflowRun } from './workflow.ts';

export const RUN_KINDS: readonly RunKind[] = [workflowRun, scriptRun, shellRun, containerRun];
