import { DETERMINERS } from '../lexicon/function-words.ts';
import { type Match, searchOperations } from '../search/search.ts';
import { capitalised, humanName, operationLabel, resultText } from '../slots/texts.ts';
import { decisionOf, type PlanBuilder } from './builder.ts';
import { planCall } from './calls.ts';
import { planNotify } from './notify.ts';
import type { Person } from './people.ts';
import { defaultMessage, type Request, wishOf } from './request.ts';

const TELLS = new Set(['message', 'send', 'escalate', 'publish']);

/** Whether an action is to tell somebody something, and no operation of the catalog is made for just that. */
export function isNotice(builder: PlanBuilder, request: Request, chosen: Match | undefined): boolean {
  const group = request.clause.verb[0]?.group ?? '';
  if (!TELLS.has(group)) return request.person !== undefined && group === 'ask' && !chosen;
  if (!request.person) return chosen === undefined && group === 'message';
  if (!chosen) return true;
  return !isMadeFor(builder, chosen, request, request.person);
}

/** An operation that is named for telling somebody wins; "notify" and "tell" are what the runtime is there for. */
function isMadeFor(builder: PlanBuilder, chosen: Match, request: Request, person: Person): boolean {
  const own = chosen.document.verb;
  if (!own.some((verb) => TELLS.has(verb.group))) return false;
  const sameVerb = own[0]?.base === request.clause.verb[0]?.base;
  const toThem = person.kind !== 'email' && aboutPerson(builder, chosen, person);
  return toThem ? sameVerb || person.kind === 'member' : sameVerb && chosen.score > 0.85;
}

function aboutPerson(builder: PlanBuilder, match: Match, person: Exclude<Person, { kind: 'email' }>): boolean {
  const nouns = builder.nounsOf(match.document.operation);
  if (person.kind === 'entity') return person.tokens.some((token) => nouns.includes(token.stem));
  return person.member !== null && nouns.includes(person.member.entity);
}

/** Plans a notification; what is sent is fetched first when nothing has told it yet. */
export function planNotice(builder: PlanBuilder, request: Request): string[] {
  const content = contentOf(builder, request);
  const kind = kindOfMessage(request);
  const given = defaultMessage(builder, request.person?.kind === 'entity');
  const message = request.text?.text ?? (content || [kind && `${capitalised(kind)}.`, given].filter(Boolean).join(' '));
  const subject = kind || subjectOf(builder, request);
  return [
    planNotify(builder, {
      person: request.person,
      message,
      subject,
      tokens: [...request.clause.words],
      words: builder.span(request.clause.words),
    }),
  ];
}

/** "send the customer a thank you message": what kind of message it is, in the words before it. */
function kindOfMessage(request: Request): string {
  const { words } = request.clause;
  const at = words.findLastIndex((token) =>
    /^(?:message|email|mail|text|sms|note|notification|reminder)$/.test(token.lower),
  );
  const people = new Set(request.person?.tokens);
  let from = at;
  while (from > 0 && !DETERMINERS.has(words[from - 1]?.lower ?? '') && !people.has(words[from - 1]!)) from--;
  const kind = words.slice(from, at).filter((token) => token.kind === 'word');
  const plain =
    !DETERMINERS.has(words[from - 1]?.lower ?? '') ||
    kind.some((token) => /^(?:email|sms|text|slack|chat|mail|push|whatsapp|send|short|quick)$/.test(token.lower));
  return at < 0 || plain ? '' : kind.map((token) => token.text).join(' ');
}

/** "send the labor cost to the owner": what is sent may have to be fetched first. */
function contentOf(builder: PlanBuilder, request: Request): string {
  const people = new Set(request.person?.tokens.map((token) => token.stem) ?? []);
  const nouns = request.phrase.nouns.filter(
    (noun) =>
      !people.has(noun) && !/^(?:email|sms|text|messag|slack|notif|notic|alert|report|mail|remind|inform)$/.test(noun),
  );
  if (nouns.length === 0) return '';
  const { index } = builder.context;
  const verb = index.verbs.get('get')?.senses ?? [];
  const [best] = searchOperations(index, { verb, nouns, context: [] }, 1);
  if (!best?.document.reads || best.score < 0.75) return '';
  const { operation } = best.document;
  const known = builder.scope.find((source) => source.operation === operation && source.kind === 'result');
  if (known) return resultText(known);
  const wish = { ...wishOf(builder, request), text: undefined };
  const { text: _none, ...plain } = wish;
  const id = planCall(builder, {
    operation,
    decision: decisionOf(best, []),
    wish: plain,
    phrase: request.phrase,
    words: builder.span(request.clause.words),
  });
  const source = builder.scope.find((each) => each.step === id && each.kind === 'result');
  return source ? resultText(source) : '';
}

function subjectOf(builder: PlanBuilder, request: Request): string {
  const event = builder.context.catalog.events.find((each) => each.type === builder.eventType);
  if (builder.because && !builder.because.includes('{{')) return builder.because;
  if (event) return event.summary || humanName(event.type);
  const result = builder.scope.find((source) => source.kind === 'result');
  return result?.operation ? operationLabel(result.operation) : humanName(request.clause.verbWord);
}
