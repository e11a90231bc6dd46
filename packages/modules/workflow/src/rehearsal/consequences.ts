import type { Catalog, Operation } from '@parley/dsl';
import type { Outcome } from '@parley/engine';
import { type Fault, faultCondition } from './faults.ts';
import type { RehearsedEffect } from './stand-in.ts';

/** A rehearsed run, as far as its consequence goes. */
export interface RehearsedRun {
  readonly outcome: Outcome;
  readonly effects: readonly RehearsedEffect[];
  /** Keys of the tasks whose compensation was begun. */
  readonly undone: readonly string[];
}

const MAX_NAMED = 3;

/** What happens in plain words when a fault is injected, against the same way without it. */
export function consequenceOf(fault: Fault, run: RehearsedRun, usual: RehearsedRun, catalog: Catalog): string {
  const operation = catalog.operations.find(({ id }) => id === fault.operation)!;
  return `${faultCondition(fault, operation)}, ${outcomeWords(run, usual, operation, catalog)}.`;
}

/** The same for data of an event that is at a bound of its schema. */
export function boundaryConsequence(name: string, run: RehearsedRun, usual: RehearsedRun, catalog: Catalog): string {
  return `If ${name}, ${outcomeWords(run, usual, undefined, catalog)}.`;
}

function outcomeWords(
  run: RehearsedRun,
  usual: RehearsedRun,
  failing: Operation | undefined,
  catalog: Catalog,
): string {
  if (run.outcome.status === 'completed') return completedWords(run, usual, catalog);
  const why = run.outcome.status === 'faulted' ? (run.outcome.error.detail ?? run.outcome.error.type) : '';
  const reason = failing || why === '' ? '' : ` (${why})`;
  return `the execution fails${reason} and ${leftoverWords(run, catalog)}`;
}

function completedWords(run: RehearsedRun, usual: RehearsedRun, catalog: Catalog): string {
  const known = new Set(usual.effects.map(({ operation }) => operation));
  const done = new Set(run.effects.filter(({ outcome }) => outcome === 'ok').map(({ operation }) => operation));
  const instead = [...done].filter((operation) => !known.has(operation));
  if (instead.length > 0) return `it goes another way: ${nameAll(instead, catalog)}`;
  const missing = usual.effects.map(({ operation }) => operation).filter((operation) => !done.has(operation));
  if (missing.length > 0) return `it goes on without ${nameAll([...new Set(missing)], catalog)}`;
  const again = run.effects.length > usual.effects.length ? ' after trying again' : '';
  return `everything happens as usual${again}`;
}

/** What is left behind by a run that failed. */
function leftoverWords({ effects, undone }: RehearsedRun, catalog: Catalog): string {
  const isUndoing = (key: string) => key.includes('/metadata/compensate/');
  const done = effects.filter(({ changes, outcome, key }) => changes && outcome === 'ok' && !isUndoing(key));
  if (done.length === 0) return 'nothing was done that would have to be undone';
  const wasUndone = (key: string) =>
    undone.some((task) => key === task || key.startsWith(`${task}/`) || key.startsWith(`${task}!`));
  const kept = [...new Set(done.filter(({ key }) => !wasUndone(key)).map(({ operation }) => operation))];
  const back = [...new Set(done.filter(({ key }) => wasUndone(key)).map(({ operation }) => operation))];
  const words = [
    ...(back.length > 0 ? [`${nameAll(back, catalog)} is undone`] : []),
    ...(kept.length > 0 ? [`${nameAll(kept, catalog)} stays done and nothing undoes it`] : []),
  ];
  return words.join(', but ');
}

function nameAll(operations: readonly string[], catalog: Catalog): string {
  const names = operations.slice(0, MAX_NAMED).map((id) => {
    const summary = catalog.operations.find((operation) => operation.id === id)?.summary;
    return summary ? `“${summary}”` : `“${id}”`;
  });
  const more = operations.length > MAX_NAMED ? [`${operations.length - MAX_NAMED} more`] : [];
  return [...names, ...more].join(', ');
}
