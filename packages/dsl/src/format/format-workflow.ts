import { stringify } from 'yaml';
import type { Workflow } from '../model/workflow.ts';

/** Writes a definition as canonical YAML. */
export function formatWorkflow(workflow: Workflow | string): string {
  if (typeof workflow === 'string') return workflow;
  return stringify(workflow, { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true });
}
