import type { VariableTypes } from '../types/infer.ts';
import type { Type } from '../types/type.ts';
import { type CursorContext, contextAt } from './cursor-context.ts';
import { type HoleState, stateAtCursor } from './hole.ts';
import {
  type CompletionItem,
  formatItems,
  functionItems,
  keywordItems,
  propertyItems,
  scopeItems,
  variableItem,
} from './items.ts';

/**
 * What can be written at an offset of a source, which may be unfinished there and elsewhere: properties of the value that
 * is at hand, functions that take it, variables, keywords. Items that begin with what is written already come first, then
 * those that contain it; others are left out. Empty inside strings and comments. Never throws.
 */
export function complete(
  source: string,
  offset: number,
  input: Type,
  variables: VariableTypes = {},
): readonly CompletionItem[] {
  const context = contextAt(source, Math.max(0, Math.min(offset, source.length)));
  const drafts = draftsFor(source, context, input, variables);
  const wanted = context.prefix.toLowerCase();
  const ranked = drafts
    .map((draft) => ({ draft, rank: rankOf(draft.label.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < UNWANTED);
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ draft }) => ({ ...draft, span: context.span }));
}

const UNWANTED = 2;

const rankOf = (label: string, wanted: string): number =>
  label.startsWith(wanted) ? 0 : label.includes(wanted) ? 1 : UNWANTED;

type Draft = Omit<CompletionItem, 'span'>;

function draftsFor(source: string, context: CursorContext, input: Type, variables: VariableTypes): Draft[] {
  const state = (): HoleState => stateAtCursor(source, context, input, variables);
  switch (context.kind) {
    case 'none':
      return [];
    case 'operator':
      return keywordItems(true);
    case 'format':
      return formatItems();
    case 'field':
      return propertyItems(state().input, '');
    case 'key':
      return keyDrafts(state(), variables);
    case 'variable':
      return variableDrafts(state(), variables);
    case 'expression':
      return expressionDrafts(state(), variables);
  }
}

const keyDrafts = (state: HoleState, variables: VariableTypes): Draft[] => [
  ...propertyItems(state.input, '').filter(({ label }) => !label.startsWith('[]')),
  ...variableDrafts(state, variables),
];

/** The variables in scope; where no input reaches the place, at least those of the program. */
function variableDrafts({ scope, isReached }: HoleState, variables: VariableTypes): Draft[] {
  if (isReached) return scopeItems(scope).filter(({ kind }) => kind === 'variable');
  return Object.keys(variables).map((name) => variableItem(name, variables[name]!));
}

function expressionDrafts(state: HoleState, variables: VariableTypes): Draft[] {
  const local = scopeItems(state.scope).filter(({ kind }) => kind === 'function');
  return [
    ...propertyItems(state.input, '.'),
    ...variableDrafts(state, variables),
    ...local,
    ...functionItems(state.input),
    ...keywordItems(false),
  ];
}
