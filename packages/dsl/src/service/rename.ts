import { variableName } from '../validate/formats.ts';
import { quoteLike } from './quoting.ts';
import type { Snapshot } from './snapshot.ts';
import { type DefinedSymbol, isDefined, type Occurrence, occurrences, symbolAt } from './symbols.ts';

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Either the edits that give something another name everywhere, or why that cannot be done. */
export type RenameResult =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly message: string };

/** The name at an offset that could be changed, with its place; undefined where there is none. */
export function renameable(
  snapshot: Snapshot,
  offset: number,
): { start: number; end: number; name: string } | undefined {
  const symbol = symbolAt(snapshot, offset);
  if (!symbol || !isNamed(snapshot, symbol)) return undefined;
  const here = occurrences(snapshot, symbol).find(({ start, end }) => offset >= start && offset <= end);
  return here && { start: here.start, end: here.end, name: symbol.name };
}

/** A variable that has its usual name, and what the text does not define, have no place where a name could change. */
function isNamed(snapshot: Snapshot, symbol: DefinedSymbol): boolean {
  return occurrences(snapshot, symbol).some(({ definition }) => definition);
}

/** Gives the task, component or variable at an offset another name, wherever it is mentioned. */
export function rename(snapshot: Snapshot, offset: number, name: string): RenameResult {
  const symbol = symbolAt(snapshot, offset);
  if (!symbol) return { ok: false, message: 'There is no name here that could be changed' };
  if (!isNamed(snapshot, symbol)) {
    return { ok: false, message: `${symbol.name} is not given its name in this definition` };
  }
  const places = occurrences(snapshot, symbol);
  const problem = problemWith(snapshot, symbol, name, places);
  if (problem !== undefined) return { ok: false, message: problem };
  return { ok: true, edits: places.map((place) => edit(snapshot, symbol, place, name)) };
}

function problemWith(
  snapshot: Snapshot,
  symbol: DefinedSymbol,
  name: string,
  places: readonly Occurrence[],
): string | undefined {
  if (name.trim() === '' || name.includes('\n')) return 'A name is one line with something in it';
  const asVariable = symbol.kind === 'variable' || places.some(({ form }) => form === 'field');
  if (asVariable && variableName(name) !== undefined)
    return 'Letters, digits and underscores make the name of a variable';
  if (symbol.kind === 'component' && symbol.of === 'catalog' && /[\s:@]/.test(name)) {
    return 'The name of a catalog has no spaces, colons or @';
  }
  return name !== symbol.name && isTaken(snapshot, symbol, name) ? `There is already ${name} here` : undefined;
}

function isTaken(snapshot: Snapshot, symbol: DefinedSymbol, name: string): boolean {
  if (symbol.kind === 'component') return isDefined(snapshot, symbol.of, name);
  if (symbol.kind === 'variable') return false;
  return occurrences(snapshot, { ...symbol, name }).some(({ definition }) => definition);
}

function edit(
  { text }: Snapshot,
  { name: old }: DefinedSymbol,
  { start, end, form }: Occurrence,
  name: string,
): TextEdit {
  switch (form) {
    case 'text':
      return { start, end, text: quoteLike(text.slice(start, end), name) };
    case 'variable':
      return { start, end, text: `$${name}` };
    case 'shorthand':
      return { start, end, text: `${old}: $${name}` };
    case 'quoted':
      return { start, end, text: JSON.stringify(name) };
    case 'field':
    case 'part':
      return { start, end, text: name };
  }
}
