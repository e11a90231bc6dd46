import type { Catalog } from '../../catalog.ts';
import { parentPointer, valueAt } from '../../parse/pointer.ts';
import { lineStart } from '../../patch/lines.ts';
import type { ExpressionTypes } from '../expression-types.ts';
import { shapeAt, textShape } from '../shape-at.ts';
import type { Spot } from '../snapshot.ts';
import { argumentProposals, argumentSchema, argumentValues } from './arguments.ts';
import type { CompletionItem, Proposal } from './completion.ts';
import { expressionProposals, openExpression } from './expressions.ts';
import { propertyProposals, taskProposals } from './keys.ts';
import { MARK, type MarkedText, markText } from './marked-text.ts';
import { valueProposals } from './values.ts';

/** What the completion knows beside the text. */
export interface CompletionContext {
  readonly catalog: Catalog;
  readonly types: ExpressionTypes;
}

/** What can be written at an offset of a text, which may be unfinished there: properties, values, expressions. */
export function complete(text: string, offset: number, context: CompletionContext): CompletionItem[] {
  const marked = markText(text, offset);
  if (!marked) return [];
  const { spot } = marked;
  if (spot.kind === 'key') return completeKey(text, offset, marked, spot, context);
  return spot.kind === 'scalar' ? completeValue(text, offset, marked, spot, context) : [];
}

/** The part of the text that is replaced. */
interface Range {
  readonly start: number;
  readonly end: number;
}

function completeKey(
  text: string,
  offset: number,
  { snapshot }: MarkedText,
  { pointer, start, end }: Extract<Spot, { kind: 'key' }>,
  { catalog }: CompletionContext,
): CompletionItem[] {
  const owner = parentPointer(pointer) ?? '';
  const indent = ' '.repeat(start - lineStart(text, start));
  // An item of a list of texts looks like a key while it is written.
  const proposals =
    keyProposals(snapshot.value, owner, indent, catalog) ??
    valueProposals(snapshot, shapeAt(snapshot.value, owner), owner, catalog);
  const hasColon = /^[\w-]*["']?\s*:/.test(text.slice(offset));
  const range = { start, end: end - MARK.length };
  const fitting = hasColon
    ? proposals.map((item) => ({ ...item, insertText: item.insertText.replace(/:\s*[\s-]*$/, '') }))
    : proposals;
  return placed(fitting, range, text.slice(start, offset));
}

/** Undefined where no map is expected. */
function keyProposals(root: unknown, owner: string, indent: string, catalog: Catalog): Proposal[] | undefined {
  const value = valueAt(root, owner);
  const schema = argumentSchema(root, owner, catalog);
  if (schema) return argumentProposals(schema, value, indent);
  const { shape } = shapeAt(root, owner);
  switch (shape?.kind) {
    case 'object':
      return propertyProposals(shape, value, indent);
    case 'task':
      return taskProposals(value, indent);
    case 'text':
    case 'boolean':
      return undefined;
    default:
      return [];
  }
}

function completeValue(
  text: string,
  offset: number,
  { snapshot }: MarkedText,
  { pointer, node }: Extract<Spot, { kind: 'scalar' }>,
  { catalog, types }: CompletionContext,
): CompletionItem[] {
  const spot = shapeAt(snapshot.value, pointer);
  const bare = textShape(spot.shape)?.mode === 'expression';
  const open = openExpression(String(node.value), bare);
  if (open) return expressionProposals(snapshot, pointer, open, offset, types);
  const schema = argumentSchema(snapshot.value, pointer, catalog);
  const proposals = schema ? argumentValues(schema) : valueProposals(snapshot, spot, pointer, catalog);
  return placed(proposals, { start: node.start, end: node.end - MARK.length }, text.slice(node.start, offset));
}

/** Items whose label has in it what is written so far, those that begin with it first. */
function placed(proposals: readonly Proposal[], range: Range, written: string): CompletionItem[] {
  const wanted = written.replace(/^["']/, '').toLowerCase();
  const rank = ({ label }: Proposal): number => (label.toLowerCase().startsWith(wanted) ? 0 : 1);
  return proposals
    .filter(({ label }) => label.toLowerCase().includes(wanted))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((proposal) => ({ ...proposal, ...range }));
}
