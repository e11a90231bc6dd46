import { ACTORS, AUXILIARIES, DETERMINERS, MODALS } from '../lexicon/function-words.ts';
import { inflectionOf, ownVerb, type Verb, type VerbForm, type VerbLexicon } from '../lexicon/verbs.ts';
import { type Token, wordAt } from '../normalise/tokens.ts';
import type { ActionClause } from './clause.ts';
import { subjectVerb, unknownVerb } from './starts.ts';

/** Nouns of doing, for "kitchen capacity check" and "order confirmation". */
const VERBAL_NOUNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    verification: 'verify',
    validation: 'validate',
    confirmation: 'confirm',
    notification: 'notify',
    cancellation: 'cancel',
    rejection: 'reject',
    assignment: 'assign',
    creation: 'create',
    deletion: 'delete',
    preparation: 'schedule',
    check: 'check',
    refund: 'refund',
    reservation: 'reserve',
    message: 'message',
    reminder: 'remind',
    update: 'update',
  }),
);

/** Verbs of two words. */
const PHRASAL: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'look up': 'get',
    'look for': 'find',
    'turn down': 'reject',
    'call off': 'cancel',
    'set aside': 'reserve',
    'put back': 'release',
    'set up': 'create',
    'pay back': 'refund',
    'give back': 'refund',
    'send back': 'release',
  }),
);

const NO_VERB: readonly Verb[] = [];

/** Senses of a verb in its base form. */
export function sensesOf(verbs: VerbLexicon, base: string): readonly Verb[] {
  return verbs.get(base)?.senses ?? NO_VERB;
}

/** An action from its parts. */
export function actionOf(
  words: readonly Token[],
  verb: readonly Verb[],
  verbWord: string,
  object: readonly Token[],
  actor: readonly Token[] = [],
): ActionClause {
  return { type: 'action', verb, verbWord, object, actor, each: null, asksWhether: false, words };
}

/** "check kitchen capacity", "look up the order", "let the buyer know". */
export function readImperative(tokens: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const first = wordAt(tokens, 0);
  if (first === 'let' && tokens.some((token) => token.lower === 'know')) {
    const told = tokens.slice(1).filter((token) => token.lower !== 'know');
    return actionOf(tokens, sensesOf(verbs, 'notify'), 'notify', told);
  }
  // "give me all the comments" asks for them.
  if (/^(?:give|show|tell|bring|send)$/.test(first) && wordAt(tokens, 1) === 'me')
    return actionOf(tokens, sensesOf(verbs, 'get'), 'get', tokens.slice(2));
  const phrasal = PHRASAL.get(`${first} ${wordAt(tokens, 1)}`);
  if (phrasal !== undefined) return actionOf(tokens, sensesOf(verbs, phrasal), phrasal, tokens.slice(2));
  const form = verbs.get(first);
  if (!form && unknownVerb(tokens, 0, verbs)) return actionOf(tokens, [ownVerb(first)], first, tokens.slice(1));
  if (!form || !isImperative(tokens, form, verbs)) return undefined;
  return actionOf(tokens, form.senses, first, tokens.slice(1));
}

function isImperative(tokens: readonly Token[], form: VerbForm, verbs: VerbLexicon): boolean {
  // A past form is no imperative: "scheduled orders" is a noun phrase.
  if (form.inflection === 'past') return false;
  if (!form.nounToo) return true;
  const next = wordAt(tokens, 1);
  // "order placed", "order is confirmed": a noun with its verb.
  const noun = inflectionOf(verbs, next) === 'past' || AUXILIARIES.has(next) || SUBJECT_FOLLOWS.test(next);
  return form.inflection !== 'third' && !noun;
}

const SUBJECT_FOLLOWS = /^(?:must|should|shall|will|would|can|may|needs)$/;

/** "the order is confirmed", "we check the stock", "the customer gets 50 points". */
export function readWithSubject(tokens: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const at = subjectVerb(tokens, 0, verbs);
  if (at === undefined) return undefined;
  const subject = tokens.slice(0, at);
  const verbAt = mainVerb(tokens, at);
  const form = verbs.get(wordAt(tokens, verbAt));
  if (/^(?:get|gets|receive|receives)$/.test(wordAt(tokens, at)) && form?.inflection !== 'past') {
    return received(tokens, subject, tokens.slice(at + 1), verbs);
  }
  if (!form) return undefined;
  const rest = tokens.slice(verbAt + 1);
  const word = wordAt(tokens, verbAt);
  if (form.inflection === 'past') return actionOf(tokens, form.senses, word, passiveObject(subject, rest));
  const actorOnly = subject.every((token) => ACTORS.has(token.lower) || DETERMINERS.has(token.lower));
  return actionOf(tokens, form.senses, word, rest, actorOnly ? [] : subject);
}

/** Past auxiliaries, modals and adverbs. */
function mainVerb(tokens: readonly Token[], from: number): number {
  let at = from;
  while (MODALS.has(wordAt(tokens, at)) || AUXILIARIES.has(wordAt(tokens, at)) || ADVERBS.test(wordAt(tokens, at)))
    at++;
  return at;
}

const ADVERBS = /^(?:also|then|automatically|always|now)$/;

/** "orders should be checked against the stock": what is looked at is the stock. */
function passiveObject(subject: readonly Token[], rest: readonly Token[]): readonly Token[] {
  return wordAt(rest, 0) === 'against' ? rest.slice(1) : [...subject, ...rest];
}

/** "it should be scheduled and confirmed": the second verb has only its participle. */
export function readParticiple(all: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const tokens = wordAt(all, 0) === 'be' ? all.slice(1) : all;
  const form = verbs.get(wordAt(tokens, 0));
  const next = wordAt(tokens, 1);
  if (form?.inflection !== 'past') return undefined;
  if (next !== '' && !/^(?:to|with|by|for|at|in|on|automatically|immediately)$/.test(next)) return undefined;
  return actionOf(tokens, form.senses, wordAt(tokens, 0), tokens.slice(1));
}

/** Somebody is given something, or told something. */
function received(
  words: readonly Token[],
  subject: readonly Token[],
  object: readonly Token[],
  verbs: VerbLexicon,
): ActionClause {
  const told = object.some((token) => /^(?:message|email|text|sms|notification|notice|alert|mail)$/.test(token.lower));
  const verb = told ? 'notify' : 'give';
  return actionOf(words, sensesOf(verbs, verb), verb, [...object, ...subject]);
}

/** "kitchen capacity check"; words without any verb are an action whose verb is not known. */
export function readNounPhrase(tokens: readonly Token[], verbs: VerbLexicon): ActionClause {
  const noun = tokens.find((token) => VERBAL_NOUNS.has(token.lower));
  if (!noun) return actionOf(tokens, NO_VERB, '', tokens);
  const verb = VERBAL_NOUNS.get(noun.lower) ?? '';
  const named = noun.lower === 'preparation' || noun.lower === 'refund';
  return actionOf(tokens, sensesOf(verbs, verb), verb, named ? tokens : tokens.filter((token) => token !== noun));
}
