import { Document, type ToStringOptions } from 'yaml';
import type { Workflow } from '../model/workflow.ts';
import { parseText } from '../parse/parse-text.ts';
import { toValue } from '../parse/syntax-tree.ts';
import { surveyWorkflow } from '../validate/survey.ts';
import { type KeyOrder, makeCanonical } from './canonical-document.ts';

const STYLE: ToStringOptions = { lineWidth: 0, singleQuote: true, nullStr: 'null' };

/**
 * Writes a definition as canonical YAML: keys in the order of the language, block style, the plainest quoting. From a
 * text, comments and anything the language does not know are kept, and a text that is no YAML comes back unchanged.
 * Formatting what was formatted changes nothing.
 */
export function formatWorkflow(workflow: Workflow | string): string {
  return typeof workflow === 'string' ? formatText(workflow) : formatValue(workflow);
}

/** The `yaml` package moves some comments once more when it reads its own output; twice has been enough so far. */
const MAX_PASSES = 4;

function formatText(text: string): string {
  let formatted = formatOnce(text);
  for (let pass = 1; pass < MAX_PASSES && formatted.includes('#'); pass++) {
    const again = formatOnce(formatted);
    if (again === formatted) break;
    formatted = again;
  }
  return formatted;
}

function formatOnce(text: string): string {
  const { source, tree, diagnostics } = parseText(text);
  const document = source.document();
  if (!tree || !document || diagnostics.length > 0) return text;
  makeCanonical(document, keyOrder(toValue(tree)));
  return document.toString(STYLE);
}

function formatValue(workflow: Workflow): string {
  const document = new Document(workflow, { aliasDuplicateObjects: false });
  makeCanonical(document, keyOrder(workflow));
  return document.toString(STYLE);
}

function keyOrder(value: unknown): KeyOrder {
  const { constructs } = surveyWorkflow(value);
  return new Map(constructs.map(({ pointer, shape }) => [pointer, Object.keys(shape.fields)]));
}
