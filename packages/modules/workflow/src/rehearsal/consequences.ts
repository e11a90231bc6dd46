import type { Catalog } from '@parley/dsl';
import type { Outcome } from '@parley/engine';
import { faultWords } from './faults.ts';
import type { RunPlan } from './plan.ts';
import type { RehearsedEffect } from './stand-in.ts';

/** A rehearsed run, as far as its consequence goes. */
export interface RehearsedRun {
  readonly outcome: Outcome;
  readonly effects: readonly RehearsedEffect[];
  /** Keys of the tasks whose compensation was begun. */
  readonly undone: readonly string[];
}

const MAX_NAMED = 3;

/** A run with something unusual, and the run that went the same way without it. */
export interface Comparison {
  readonly plan: RunPlan;
  readonly run: RehearsedRun;
  readonly usual: RehearsedRun;
}

/**
 * What happens per fault and per bound of the data, in plain words: one sentence for all that have the same consequence at
 * the same operation.
 */
export function consequencesOf(comparisons: readonly Comparison[], catalog: Catalog): string[] {
  const groups = new Map<string, { start: string; readonly conditions: string[]; readonly outcome: string }>();
  for (const { plan, run, usual } of comparisons) {
    const { fault, boundary } = plan;
    const operation = fault && catalog.operations.find(({ id }) => id === fault.operation);
    const start = operation ? `At “${operation.summary}”: if ${operation.connection}` : 'If';
    const condition = fault ? faultWords(fault) : (boundary?.name ?? '');
    const outcome = outcomeWords(run, usual, fault !== undefined, catalog);
    const key = JSON.stringify([start, outcome]);
    const group = groups.get(key);
    if (!group) groups.set(key, { start, conditions: [condition], outcome });
    else if (!group.conditions.includes(condition)) group.conditions.push(condition);
  }
  return [...groups.values()].map(({ start, conditions, outcome }) => `${start} ${either(conditions)}, ${outcome}.`);
}

/** `a, b or c`. */
function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function outcomeWords(run: RehearsedRun, usual: RehearsedRun, byFault: boolean, catalog: Catalog): string {
  if (run.outcome.status === 'completed') return completedWords(run, usual, catalog);
  const why = run.outcome.status === 'faulted' ? (run.outcome.error.detail ?? run.outcome.error.type) : '';
  const reason = byFault || why === '' ? '' : ` (${why})`;
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
    ...(back.length > 0 ? [`${nameAll(back, catalog)} ${back.length > 1 ? 'are' : 'is'} undone`] : []),
    ...(kept.length > 0
      ? [
          `${nameAll(kept, catalog)} ${kept.length > 1 ? 'stay done and nothing undoes them' : 'stays done and nothing undoes it'}`,
        ]
      : []),
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
