import type { RetryClause } from '../clauses/clause.ts';
import { sameThing } from '../lexicon/nouns.ts';
import { stems } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import { capitalised, humanName } from '../slots/texts.ts';
import { argOf, argValue } from './args.ts';
import type { PlanBuilder } from './builder.ts';
import type { FlowStep } from './flow.ts';

/**
 * Puts the call that `words` name into a try, or without words every call of the current block so far, and plans what to
 * do when it fails. False without a call.
 */
export function planTry(
  builder: PlanBuilder,
  words: readonly string[],
  said: readonly Token[],
  plan: (why: string) => void,
): boolean {
  const call = callNamed(builder, words);
  if (!call) return false;
  const around = builder.stepOf(call.parent ?? '');
  const tried = words.length > 0 ? [call.id] : builder.siblings().map((step) => step.id);
  const draft = { kind: 'try', words: builder.span(said) } as const;
  const id =
    around?.kind === 'try' && call.branch === 'main' ? around.id : builder.wrap(tried, `try ${call.id}`, draft);
  builder.within(id, 'catch', () =>
    plan(tried.length > 1 ? 'Not everything could be done' : `${capitalised(humanName(call.id))} failed`),
  );
  return true;
}

/** "retry up to 3 times": the last call is tried again that often. */
export function planRetry(builder: PlanBuilder, clause: RetryClause): void {
  const call = callNamed(builder, []);
  if (!call) {
    builder.missed(clause.words);
    return;
  }
  const around = builder.stepOf(call.parent ?? '');
  const id =
    around?.kind === 'try' && call.branch === 'main'
      ? around.id
      : builder.wrap([call.id], `try ${call.id}`, { kind: 'try', words: builder.span(clause.words) });
  const block = builder.stepOf(id)!;
  if (!argOf(block, 'retries')) builder.update(id, { args: [...block.args, argValue('retries', clause.count)] });
}

function callNamed(builder: PlanBuilder, words: readonly string[]): FlowStep | undefined {
  const calls = builder.steps.filter((step) => step.kind === 'call' && step.branch !== 'catch');
  const named =
    words.length > 0
      ? calls.findLast((step) => stems(step.id).some((own) => words.some((word) => sameThing(word, own))))
      : undefined;
  return named ?? calls.at(-1);
}
