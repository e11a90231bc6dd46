import { formatIsoDuration } from '@parley/kernel';
import type { WaitClause } from '../clauses/clause.ts';
import { matchEvents } from '../trigger/events.ts';
import { argValue } from './args.ts';
import type { PlanBuilder } from './builder.ts';

/** Plans a wait for a length of time or for an event. */
export function planWait(builder: PlanBuilder, clause: WaitClause): void {
  if (clause.ms !== null) {
    builder.add('wait', {
      kind: 'wait',
      args: [argValue('duration', formatIsoDuration(clause.ms))],
      words: builder.span(clause.words),
    });
    return;
  }
  const [event] = matchEvents(builder.context.catalog, clause.until);
  if (!event || event.score < 0.55) {
    builder.missed(clause.words);
    return;
  }
  builder.add(
    `wait for ${event.event.type}`,
    { kind: 'listen', args: [argValue('event', event.event.type)], words: builder.span(clause.words) },
    { score: event.score, reasons: [`"${event.event.summary}" fits the words`], alternatives: [] },
  );
}
