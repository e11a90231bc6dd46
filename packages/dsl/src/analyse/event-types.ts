import { isExpression } from '../expression/syntax.ts';
import type { EventConsumptionStrategy, EventFilter } from '../model/events.ts';
import { ANY } from './permission.ts';

/** A filter of a strategy with its place. */
export interface PlacedFilter {
  readonly filter: EventFilter;
  readonly pointer: string;
}

/** The filters of a strategy, those that end it included. */
export function* eventFilters(strategy: EventConsumptionStrategy, pointer: string): Generator<PlacedFilter> {
  if ('one' in strategy) yield { filter: strategy.one, pointer: `${pointer}/one` };
  else if ('all' in strategy) yield* placed(strategy.all, `${pointer}/all`);
  else {
    yield* placed(strategy.any, `${pointer}/any`);
    if (typeof strategy.until === 'object') yield* eventFilters(strategy.until, `${pointer}/until`);
  }
}

function* placed(filters: readonly EventFilter[], pointer: string): Generator<PlacedFilter> {
  for (const [index, filter] of filters.entries()) yield { filter, pointer: `${pointer}/${index}` };
}

/** The types of the events a strategy consumes; `*` for a filter that takes any type. */
export function* eventTypes(
  strategy: EventConsumptionStrategy,
  pointer: string,
): Generator<{ type: string; pointer: string }> {
  for (const { filter, pointer: at } of eventFilters(strategy, pointer)) {
    yield { type: literalType(filter.with.type), pointer: at };
  }
}

/** An event's type as it stands; `*` when it is computed or missing. */
export function literalType(type: unknown): string {
  return typeof type === 'string' && !isExpression(type) ? type : ANY;
}
