import type { ActionClause } from '../clauses/clause.ts';
import { comparisonSpan } from '../conditions/read.ts';
import type { Verb } from '../lexicon/verbs.ts';
import { type Token, tokenise } from '../normalise/tokens.ts';
import { type CatalogIndex, servicesNamed } from '../search/index-of.ts';
import type { Query } from '../search/search.ts';
import type { Wish } from '../slots/fill.ts';
import { capitalised, eventText, resultText } from '../slots/texts.ts';
import type { PlanBuilder } from './builder.ts';
import type { Span } from './flow.ts';
import { findPerson, type Member, type Person } from './people.ts';
import { cutFreeText, type FreeText, type Phrase, readPhrase } from './phrase.ts';

/** Everything read from an action's words before an operation is chosen. */
export interface Request {
  readonly clause: ActionClause;
  readonly phrase: Phrase;
  readonly text: FreeText | undefined;
  /** The words with what narrows the things they are about: "tickets older than two days". */
  readonly narrowing: readonly Token[];
  readonly person: Person | undefined;
  readonly query: Query;
}

/** Reads an action's words: what it is about, who is named, what is said literally. */
export function readRequest(builder: PlanBuilder, clause: ActionClause): Request {
  const { catalog, index, tenant, utterance } = builder.context;
  const { rest: said, text } = cutFreeText(utterance, clause.object, tells(clause.verb));
  const span = comparisonSpan(said);
  const rest = span ? [...said.slice(0, span.from), ...said.slice(span.end)] : said;
  const person = findPerson(rest, catalog, tenant.roles);
  const phrase = readPhrase(rest, index.verbs);
  return {
    clause,
    phrase,
    text,
    narrowing: said,
    person,
    query: { ...queryOf(builder, clause.verb, searchNouns(phrase, person)), weak: phrase.weak },
  };
}

/** True for verbs of telling, whose object can be a sentence. */
export function tells(verb: readonly Verb[]): boolean {
  return verb.some((sense) => /^(?:message|send|ask|escalate|publish)$/.test(sense.group));
}

/** A role is one of the people an operation may be about: "the shift lead" is an employee. */
function searchNouns(phrase: Phrase, person: Person | undefined): readonly string[] {
  if (!person || person.kind === 'entity' || person.kind === 'email') return phrase.nouns;
  const own = new Set(person.tokens.map((token) => token.stem));
  const others = phrase.nouns.filter((noun) => !own.has(noun));
  return person.member ? [...others, person.member.entity] : others;
}

/** Stems of the words with content. */
export function nounsOf(builder: PlanBuilder, tokens: readonly Token[]): readonly string[] {
  return readPhrase(tokens, builder.context.index.verbs).nouns;
}

/** A search for a verb and nouns where the plan stands. */
export function queryOf(builder: PlanBuilder, verb: readonly Verb[], nouns: readonly string[]): Query {
  const { index } = builder.context;
  const named = servicesNamed(index, nouns);
  const services = named.size > 0 ? named : builder.service;
  const context = [...new Set([...builder.mentioned, ...builder.subject])];
  return {
    verb,
    nouns: joined(index, nouns),
    context,
    services,
    ...(builder.near === undefined ? {} : { near: builder.near }),
  };
}

/** Two words that the catalog writes as one: "pull request" is a `Pullrequest`. */
function joined(index: CatalogIndex, nouns: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const noun of nouns) {
    const pair = `${found.at(-1) ?? ''}${noun}`;
    if (found.length > 0 && index.postings.has(pair)) found[found.length - 1] = pair;
    else found.push(noun);
  }
  return found;
}

/** What to say when the words do not: why it is done, what happened, or what was found last; less of it to outsiders. */
export function defaultMessage(builder: PlanBuilder, outside = false): string {
  const { catalog } = builder.context;
  const trigger = builder.scope.find((source) => source.kind === 'trigger');
  const event = catalog.events.find((each) => each.type === builder.eventType);
  const happened = event && trigger ? eventText(event, trigger, outside) : '';
  const result = builder.scope.find((source) => source.kind === 'result');
  const found = !event && result ? resultText(result) : '';
  const why = builder.because && builder.because !== event?.summary ? `${capitalised(builder.because)}.` : '';
  return [why, happened, found].filter(Boolean).join(' ') || 'This workflow has something to tell you.';
}

/** What the words say about the arguments of a call. */
export function wishOf(builder: PlanBuilder, request: Request): Wish {
  const { person, phrase, text, clause } = request;
  const member = memberOf(person);
  const base = {
    tokens: literalTokens(clause, request.phrase),
    words: builder.span(clause.words),
    nouns: phrase.nouns,
    indefinite: phrase.indefinite,
  };
  const wish = {
    ...base,
    member,
    message: defaultMessage(builder),
    reason: builder.because ? capitalised(builder.because) : '',
  };
  return text ? { ...wish, text } : wish;
}

/** Values may stand anywhere in the action but in its free text. */
function literalTokens(clause: ActionClause, phrase: Phrase): readonly Token[] {
  const actor = new Set(clause.actor);
  return phrase.tokens.filter((token) => !actor.has(token));
}

/** The same for the words of a step that is there already, which may come from an earlier turn. */
export function wishFromText(builder: PlanBuilder, words: Span | null): Wish {
  const { index } = builder.context;
  const tokens = tokenise(words?.text ?? '');
  const { rest, text } = cutFreeText(
    words?.text ?? '',
    tokens,
    tells(index.verbs.get(tokens[0]?.lower ?? '')?.senses ?? []),
  );
  const phrase = readPhrase(rest, builder.context.index.verbs);
  const member = memberOf(findPerson(rest, builder.context.catalog, builder.context.tenant.roles));
  const { nouns, indefinite } = phrase;
  const wish = {
    tokens: rest,
    words,
    nouns,
    indefinite,
    member,
    message: defaultMessage(builder),
    reason: builder.because,
  };
  return text ? { ...wish, text } : wish;
}

function memberOf(person: Person | undefined): Member | null {
  return person?.kind === 'member' || person?.kind === 'role' ? person.member : null;
}
