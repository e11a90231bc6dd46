import type { Span } from '../diagnostics/diagnostic.ts';
import type { Snapshot } from './snapshot.ts';
import { occurrences, symbolAt } from './symbols.ts';

/** A place that a question leads to: all of it, and the name in it. */
export interface Target {
  readonly whole: Span;
  readonly name: Span;
}

/** Where the thing that is named at an offset is defined. */
export function definition(snapshot: Snapshot, offset: number): Target | undefined {
  const symbol = symbolAt(snapshot, offset);
  if (!symbol) return undefined;
  const { source } = snapshot;
  const [first] = occurrences(snapshot, symbol);
  if (first?.definition) {
    const name = source.span(first.start, first.end);
    const spot = snapshot.at(first.start);
    const whole = spot?.kind === 'key' ? source.span(first.start, source.valueSpan(spot.pointer).end) : name;
    return { whole, name };
  }
  if (symbol.kind !== 'variable') return undefined;
  // A variable with its usual name is defined by the loop or catch as such.
  const name = source.keySpan(symbol.declaration.construct);
  return { whole: name, name };
}

/** Every place that names the same thing as an offset does. */
export function references(snapshot: Snapshot, offset: number): Span[] {
  const symbol = symbolAt(snapshot, offset);
  return symbol ? occurrences(snapshot, symbol).map(({ start, end }) => snapshot.source.span(start, end)) : [];
}
