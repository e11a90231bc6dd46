import { complete as completeExpression } from '@parley/jq';
import type { ExpressionTypes } from '../expression-types.ts';
import type { Snapshot } from '../snapshot.ts';
import type { CompletionItem } from './completion.ts';
import { MARK } from './marked-text.ts';

/** An expression that is being written: its source without marks and the cursor in it. */
export interface OpenExpression {
  readonly source: string;
  readonly offset: number;
}

/** Finds the expression in a text with the mark; `bare` says that it needs no `${ }`. */
export function openExpression(text: string, bare: boolean): OpenExpression | undefined {
  const at = text.indexOf(MARK);
  const open = text.lastIndexOf('${', at);
  const marked = open >= 0 && text.slice(0, open).trim() === '';
  if (!marked && (!bare || at < 0)) return undefined;
  const inner = marked ? text.slice(open + 2).replace(/\}\s*$/, '') : text;
  return { source: inner.replace(MARK, ''), offset: inner.indexOf(MARK) };
}

/**
 * What can be written inside an expression. `shift` turns an offset in the expression's source relative to the cursor into
 * one of the document.
 */
export function expressionProposals(
  snapshot: Snapshot,
  pointer: string,
  { source, offset }: OpenExpression,
  cursor: number,
  types: ExpressionTypes,
): CompletionItem[] {
  const { input, variables } = types(snapshot, pointer);
  const items = completeExpression(source, offset, input, variables).map(
    ({ label, kind, detail, documentation, insertText, span }): CompletionItem => ({
      label,
      kind: kind === 'property' ? 'field' : kind,
      detail,
      ...(documentation !== undefined && { documentation }),
      insertText,
      start: cursor + span.start - offset,
      end: cursor + span.end - offset,
    }),
  );
  const secrets = secretProposals(snapshot, source.slice(0, offset), cursor);
  const labels = new Set(secrets.map(({ label }) => label));
  return [...secrets, ...items.filter(({ label }) => !labels.has(label))];
}

/** The names after `$secrets.`, which the definition lists. */
function secretProposals({ survey }: Snapshot, before: string, cursor: number): CompletionItem[] {
  const written = /\$secrets\.(\w*)$/.exec(before)?.[1];
  if (written === undefined) return [];
  return survey.definitions
    .filter(({ kind, name }) => kind === 'secret' && /^[a-zA-Z_]\w*$/.test(name))
    .map(({ name }) => ({
      label: name,
      kind: 'field' as const,
      detail: 'secret',
      insertText: name,
      start: cursor - written.length,
      end: cursor,
    }));
}
