import { type ParsedWorkflow, parseWorkflow, type Workflow } from '@parley/dsl';
import { formatFindings } from './print-findings.ts';
import type { DefinitionText } from './read-definitions.ts';
import type { Terminal } from './terminal.ts';

/** A definition without errors; writes its errors and gives undefined when there are some. */
export function validDefinition(
  definition: DefinitionText,
  terminal: Terminal,
): (ParsedWorkflow & { readonly workflow: Workflow }) | undefined {
  const parsed = parseWorkflow(definition.text);
  const { workflow, diagnostics } = parsed;
  if (workflow) return { ...parsed, workflow };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  terminal.err(formatFindings(errors, definition, terminal));
  return undefined;
}
