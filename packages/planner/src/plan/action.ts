import type { Operation } from '@parley/dsl';
import type { ActionClause } from '../clauses/clause.ts';
import { STOP_WORDS } from '../lexicon/function-words.ts';
import { type Token, tokenise } from '../normalise/tokens.ts';
import { servicesNamed } from '../search/index-of.ts';
import { type Match, searchOperations } from '../search/search.ts';
import { operationLabel } from '../slots/texts.ts';
import { decisionOf, type PlanBuilder } from './builder.ts';
import { planCall } from './calls.ts';
import { checkTest } from './check.ts';
import type { Span } from './flow.ts';
import { isNotice, planNotice } from './notice.ts';
import { planOver } from './over.ts';
import { coordinated, cutFreeText, readPhrase } from './phrase.ts';
import { nounsOf, queryOf, type Request, readRequest, tells, wishFromText, wishOf } from './request.ts';

/** Two operations closer than this are asked about. */
export const AMBIGUOUS = 0.04;

/** Plans an action and returns the ids of the steps that stand for it. */
export function planAction(builder: PlanBuilder, clause: ActionClause): string[] {
  if (explainsOnly(clause) || namesService(builder, clause)) return [];
  if (clause.each) return planEach(builder, clause, clause.each);
  const parts = splitObject(builder, clause);
  if (parts.length > 1) return parts.flatMap((object) => planOne(builder, { ...clause, object }));
  return planOne(builder, clause);
}

/** "and give the reason" says something about the step before it. */
function explainsOnly(clause: ActionClause): boolean {
  const content = clause.object.filter(
    (token) => token.kind === 'word' && (token.lower === 'why' || !STOP_WORDS.has(token.lower)),
  );
  const only =
    content.length > 0 && content.every((token) => /^(?:reason|reasons|explanation|why|cause)$/.test(token.lower));
  return only && /^(?:give|tell|state|include|say|explain|provide|mention|add|giving|send)$/.test(clause.verbWord);
}

/** "Use GitHub." says where the rest is to be done. */
function namesService(builder: PlanBuilder, clause: ActionClause): boolean {
  const { index } = builder.context;
  const words = nounsOf(builder, clause.object);
  const only = clause.verb[0]?.group === 'use' && words.every((word) => index.services.has(word));
  const services = only ? servicesNamed(index, words) : new Set<string>();
  if (services.size > 0) builder.service = services;
  return services.size > 0;
}

function planEach(builder: PlanBuilder, clause: ActionClause, each: readonly Token[]): string[] {
  let ids: string[] = [];
  planOver(builder, each, clause.words, () => {
    ids = planAction(builder, { ...clause, each: null });
  });
  return ids;
}

/** "check capacity and stock" is two checks when two operations fit; "check stock and price of the item" is one. */
function splitObject(builder: PlanBuilder, clause: ActionClause): readonly (readonly Token[])[] {
  const { rest } = cutFreeText(builder.context.utterance, clause.object, tells(clause.verb));
  const parts = coordinated(rest);
  if (parts.length < 2 || parts.length > 6 || clause.asksWhether) return [clause.object];
  const matches = parts.map((part) => bestFor(builder, clause, part));
  const names = new Set(matches.map((match) => match?.document.operation.id));
  const fit = matches.every((match) => match !== undefined && match.score >= builder.context.threshold);
  return fit && names.size === parts.length ? parts : [clause.object];
}

function bestFor(builder: PlanBuilder, clause: ActionClause, part: readonly Token[]): Match | undefined {
  const { nouns, weak } = readPhrase(part, builder.context.index.verbs);
  return searchOperations(builder.context.index, { ...queryOf(builder, clause.verb, nouns), weak }, 1)[0];
}

/** Plans an action as one call; with `only: 'check'` nothing is added unless its result tells whether something is possible. */
export function planOne(builder: PlanBuilder, clause: ActionClause, only?: 'check'): string[] {
  const request = readRequest(builder, clause);
  const looks = clause.asksWhether || clause.verb[0]?.class === 'check';
  const found = searchOperations(builder.context.index, request.query, looks ? 8 : 4);
  const matches = looks ? preferChecks(builder, found, clause.asksWhether) : found;
  const chosen = chooseMatch(builder, request, matches);
  if (only === 'check' && !(chosen && isCheck(builder, chosen))) return [];
  if (isNotice(builder, request, chosen)) return planNotice(builder, request);
  if (!chosen) return planPerson(builder, request, matches);
  const wish = wishOf(builder, request);
  const call = {
    operation: chosen.document.operation,
    decision: decisionOf(chosen, matches),
    wish,
    phrase: request.phrase,
    narrowing: request.narrowing,
    words: builder.span(clause.words),
  };
  const id = planCall(builder, call);
  if (id === undefined) return [];
  rememberCheck(builder, id, clause, request);
  return [id];
}

/** Adds a call of an operation that was named or picked, for the words of a step that is there already. */
export function planOperation(builder: PlanBuilder, operation: Operation, words: Span | null): string | undefined {
  const tokens = tokenise(words?.text ?? '');
  const decision = { score: 1, reasons: ['it was picked'], alternatives: [] };
  const phrase = readPhrase(tokens, builder.context.index.verbs);
  return planCall(builder, { operation, decision, wish: wishFromText(builder, words), phrase, words });
}

const TELLS_WHETHER = 0.12;

/** Asked whether something is possible, an operation whose result says just that fits better. */
function preferChecks(builder: PlanBuilder, matches: readonly Match[], whether: boolean): Match[] {
  return matches
    .map((match) => {
      if (!isCheck(builder, match)) return whether ? { ...match, score: match.score - 2 * TELLS_WHETHER } : match;
      return {
        ...match,
        score: Math.min(1, match.score + TELLS_WHETHER),
        reasons: [...match.reasons, 'its result tells whether it is possible'],
      };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, 4);
}

function isCheck(builder: PlanBuilder, match: Match): boolean {
  const { operation } = match.document;
  const source = builder.resultsOf('result', operation).at(-1);
  return match.document.reads && source !== undefined && checkTest(source, '') !== undefined;
}

/** The operation for an action: the answer to a question, or the best match if it is good enough. */
function chooseMatch(builder: PlanBuilder, request: Request, matches: readonly Match[]): Match | undefined {
  const [best] = matches;
  // Without a verb and without a noun there is nothing to match; what the flow is about alone decides nothing.
  if (request.query.verb.length === 0 && request.query.nouns.length === 0) return undefined;
  if (!best || best.score < builder.context.threshold) return undefined;
  return best;
}

/** Something no operation does: somebody has to do it, or be asked what was meant. */
function planPerson(builder: PlanBuilder, request: Request, matches: readonly Match[]): string[] {
  const { clause, person } = request;
  const note = builder.span(clause.words)?.text ?? '';
  builder.missed(clause.words);
  if (request.phrase.nouns.length > 0) builder.mentioned = request.phrase.nouns;
  const args = person?.kind === 'role' ? [{ name: 'role', from: null, value: person.role, ask: null }] : [];
  const decision = decisionOf(
    { score: 0, reasons: ['no operation fits these words'], document: matches[0]?.document as Match['document'] },
    matches,
  );
  return [builder.add(note, { kind: 'person', note, args, words: builder.span(clause.words) }, decision)];
}

/** A call that looked whether something is possible can be asked about later. */
function rememberCheck(builder: PlanBuilder, id: string, clause: ActionClause, request: Request): void {
  const source = builder.scope.find((each) => each.step === id && each.kind === 'result');
  if (!source?.operation) return;
  const test = checkTest(source, builder.span(clause.words)?.text ?? '');
  if (!test) return;
  const document = builder.context.index.byId.get(source.operation.id);
  const words = [...new Set([...request.phrase.nouns, ...(document?.nouns ?? []), ...(document?.words.group ?? [])])];
  const said = clause.asksWhether
    ? ''
    : request.phrase.tokens
        .filter((token) => token.kind === 'word' && !/^(?:the|a|an|its|their)$/.test(token.lower))
        .map((token) => token.text)
        .join(' ');
  builder.checks.push({ step: id, source, test, words, label: said || operationLabel(source.operation), used: false });
}
