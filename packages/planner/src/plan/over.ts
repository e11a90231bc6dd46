import type { Token } from '../normalise/tokens.ts';
import { listPath } from '../schema/fields.ts';
import { searchOperations } from '../search/search.ts';
import { argAsk } from './args.ts';
import { decisionOf, type PlanBuilder } from './builder.ts';
import { planCall } from './calls.ts';
import { type ListInScope, listNamed, planInLoop } from './loops.ts';
import { planNarrowed } from './narrow.ts';
import { readPhrase } from './phrase.ts';

/** Plans into a loop over what "for each ..." names: a list in scope, else one that a call can tell, else it is asked for. */
export function planOver(
  builder: PlanBuilder,
  over: readonly Token[],
  words: readonly Token[],
  plan: () => void,
): void {
  const phrase = readPhrase(over, builder.context.index.verbs);
  const known = listNamed(builder, phrase.nouns, phrase.pronoun);
  const list = known ?? fetchList(builder, over, words);
  if (list) {
    builder.mentioned = [...new Set([...phrase.nouns, ...builder.mentioned])];
    planInLoop(builder, list, builder.span(words), () => planNarrowed(builder, over, plan));
    return;
  }
  const item = builder.uniqueId(
    phrase.nouns.length > 0 ? (over.findLast((token) => token.stem === phrase.nouns.at(-1))?.lower ?? 'item') : 'item',
  );
  const id = builder.add(`each ${item}`, {
    kind: 'foreach',
    args: [argAsk('in', `Which list "${over.map((token) => token.text).join(' ')}" means`)],
    item,
    words: builder.span(words),
  });
  builder.mentioned = phrase.nouns;
  builder.within(id, 'main', plan, { item });
}

/** "for each low stock item" without a list so far: the call that lists them comes first. */
function fetchList(builder: PlanBuilder, over: readonly Token[], words: readonly Token[]): ListInScope | undefined {
  const { index } = builder.context;
  const phrase = readPhrase(over, index.verbs);
  if (phrase.nouns.length === 0) return undefined;
  const matches = searchOperations(index, {
    verb: ['list', 'find'].flatMap((word) => index.verbs.get(word)?.senses ?? []),
    nouns: phrase.nouns,
    context: [],
  });
  const best = matches.find((match) => match.document.reads && listPath(match.document.operation.output) !== undefined);
  if (!best || best.score < builder.context.threshold) return undefined;
  const { operation } = best.document;
  const wish = {
    tokens: over,
    words: builder.span(words),
    nouns: phrase.nouns,
    indefinite: phrase.indefinite,
    member: null,
    message: '',
    reason: '',
  };
  const decision = decisionOf(best, matches);
  const reasons = ['the loop needs a list to go over', ...decision.reasons];
  const step = planCall(builder, {
    operation,
    decision: { ...decision, reasons },
    wish,
    phrase,
    words: builder.span(over),
  });
  const source = builder.scope.find((each) => each.step === step && each.kind === 'result');
  return source && { source, path: listPath(operation.output) ?? [] };
}
