import { ACTORS, AUXILIARIES, DETERMINERS, MODALS } from '../lexicon/function-words.ts';
import type { Verb, VerbForm, VerbLexicon } from '../lexicon/verbs.ts';
import { durationAt } from '../normalise/durations.ts';
import { patternText, type Token } from '../normalise/tokens.ts';
import { readApproval } from './approval.ts';
import type { ActionClause, Clause } from './clause.ts';
import { subjectVerb } from './starts.ts';

const PREFIXES: readonly RegExp[] = [
  /^(?:please|kindly|just|always|automatically|immediately|directly|also|then|next|finally|now|so|first|afterwards)\b/,
  /^(?:can|could|would|will) (?:you|we|it)\b/,
  /^(?:i|we) (?:want|need|would like|like|have|wish) (?:(?:you|it|the system|the workflow|parley) )?to\b/,
  /^(?:i|we) (?:want|need|would like) (?:you|it|a workflow that|a process that|something that|(?=(?:every|each|all|any|new|the|a|an|incoming)\b))/,
  /^(?:the |this |our )?(?:system|workflow|process|app|bot|parley|software|it|we|you|i|they) (?:should|must|shall|will|would|can|could|has to|have to|needs? to)(?: then| also| automatically| first)?\b/,
  /^(?:try|remember|be sure|make sure|need|needs|want|has|have|is|are|want you) to\b/,
  /^go ahead and\b/,
  /^(?:in any case|in either case|in both cases|either way|regardless|in that case|if so)\b/,
];

/** Nouns of doing, for "kitchen capacity check" and "order confirmation". */
const VERBAL_NOUNS: Readonly<Record<string, string>> = {
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
};

const NO_VERB: readonly Verb[] = [];

/** Drops what only wraps the action: politeness, "we should", "the system has to". */
export function stripPrefixes(tokens: readonly Token[]): readonly Token[] {
  let rest = tokens;
  for (;;) {
    const text = patternText(rest.slice(0, 6));
    const found = PREFIXES.map((prefix) => prefix.exec(text)?.[0]).find((match) => match !== undefined);
    if (found === undefined) return rest;
    rest = rest.slice(found.trim().split(' ').length);
  }
}

/** Reads an action, an approval, a wait, a retry or a stop from a segment's tokens; undefined when nothing is left. */
export function readAction(tokens: readonly Token[], verbs: VerbLexicon): Clause | undefined {
  const words = trimmed(tokens);
  const rest = stripPrefixes(words);
  if (rest.length === 0) return undefined;
  const clause = readStripped(rest, verbs);
  return { ...clause, words };
}

function readStripped(rest: readonly Token[], verbs: VerbLexicon): Clause {
  return (
    readWait(rest) ??
    readRetry(rest) ??
    readStop(rest) ??
    readApproval(rest) ??
    readWhether(rest, verbs) ??
    readImperative(rest, verbs) ??
    readWithSubject(rest, verbs) ??
    readParticiple(rest, verbs) ??
    readNounPhrase(rest, verbs)
  );
}

function trimmed(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  while (
    end > 0 &&
    (tokens[end - 1]?.kind === 'comma' || /^(?:and|then|or|but|too|also)$/.test(tokens[end - 1]?.lower ?? ''))
  )
    end--;
  return tokens.slice(0, end);
}

function readWait(tokens: readonly Token[]): Clause | undefined {
  const text = patternText(tokens);
  if (/^(?:wait|pause|hold on|sleep|delay)(?: for)?(?: until| till)/.test(text)) {
    const until = tokens.findIndex((token) => /^(?:until|till)$/.test(token.lower));
    return { type: 'wait', ms: null, until: tokens.slice(until + 1), words: tokens };
  }
  const lead =
    /^(?:wait|pause|sleep|delay|after|let)(?: for| at least| another| about| it (?:wait|rest)(?: for)?)?(?= )/.exec(
      text,
    )?.[0];
  const at = lead === undefined ? 0 : lead.split(' ').length;
  const found = durationAt(tokens, at);
  if (found && (lead !== undefined || /^(?:later|afterwards|after)$/.test(tokens[found.end]?.lower ?? ''))) {
    return { type: 'wait', ms: found.ms, until: [], words: tokens };
  }
  const event = /^wait for (?!approval)/.test(text) && !/approv|sign/.test(text);
  return event ? { type: 'wait', ms: null, until: tokens.slice(2), words: tokens } : undefined;
}

function readRetry(tokens: readonly Token[]): Clause | undefined {
  if (!/^(?:retry|try|repeat)$/.test(tokens[0]?.lower ?? '')) return undefined;
  const times = tokens.findIndex((token) => /^(?:times|attempts|retries|twice)$/.test(token.lower));
  if (times < 0) return tokens[0]?.lower === 'retry' ? { type: 'retry', count: 3, words: tokens } : undefined;
  const count = tokens[times]?.lower === 'twice' ? 2 : (tokens[times - 1]?.value ?? 3);
  return { type: 'retry', count: Math.min(Math.max(1, Math.trunc(count)), 20), words: tokens };
}

function readStop(tokens: readonly Token[]): Clause | undefined {
  const text = patternText(tokens);
  const stops =
    /^(?:stop|end|exit|finish|abort|quit)(?: (?:here|there|it|then|processing|everything|the (?:workflow|process|flow|execution|run)))?$/.test(
      text,
    ) ||
    /^(?:do nothing|nothing (?:else )?(?:happens|to do)|that is (?:it|all)|leave it(?: as it is)?|ignore it)$/.test(
      text,
    );
  return stops ? { type: 'stop', words: tokens } : undefined;
}

/** "make sure the kitchen has capacity", "see whether everything is in stock", "check if the driver is free". */
function readWhether(tokens: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const text = patternText(tokens.slice(0, 4));
  const lead =
    /^(?:make sure|be sure|ensure|find out|figure out|look|see|check|double-check|verify|confirm|determine|validate|whether|that|if)(?: (?:if|whether|that))?(?= |$)/.exec(
      text,
    )?.[0];
  if (
    lead === undefined ||
    (!/ (?:if|whether|that)$|sure|ensure|out$|^(?:whether|that|if)/.test(lead) && !/^see$/.test(lead))
  )
    return undefined;
  const object = tokens.slice(lead.split(' ').length);
  return { ...action(tokens, checkVerb(verbs), 'check', object), asksWhether: true };
}

function checkVerb(verbs: VerbLexicon): readonly Verb[] {
  return verbs.get('check')?.senses ?? NO_VERB;
}

function action(
  words: readonly Token[],
  verb: readonly Verb[],
  verbWord: string,
  object: readonly Token[],
  actor: readonly Token[] = [],
): ActionClause {
  return { type: 'action', verb, verbWord, object, actor, each: null, asksWhether: false, words };
}

function readImperative(tokens: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const first = tokens[0]!;
  const second = tokens[1]?.lower ?? '';
  if (first.lower === 'let' && tokens.some((token) => token.lower === 'know')) {
    return action(
      tokens,
      verbs.get('notify')?.senses ?? NO_VERB,
      'notify',
      tokens.slice(1).filter((token) => token.lower !== 'know'),
    );
  }
  const phrasal: Readonly<Record<string, string>> = {
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
  };
  const joined = `${first.lower} ${second}`;
  if (Object.hasOwn(phrasal, joined)) {
    const verb = phrasal[joined] ?? '';
    return action(tokens, verbs.get(verb)?.senses ?? NO_VERB, verb, tokens.slice(2));
  }
  if (/^(?:do|never)$/.test(first.lower) && /^(?:not|never|a|an|the)$/.test(second)) return undefined;
  const form = verbs.get(first.lower);
  // A past form is no imperative: "scheduled orders" is a noun phrase.
  if (!form || form.inflection === 'past') return undefined;
  if (form.inflection === 'third' && form.nounToo) return undefined;
  // "order placed" is a noun with its participle.
  if (form.nounToo && verbs.get(second)?.inflection === 'past') return undefined;
  if (subjectReading(tokens, form)) return undefined;
  return action(tokens, form.senses, first.lower, tokens.slice(1));
}

/** "order is confirmed": the word is a noun here, since an auxiliary follows. */
function subjectReading(tokens: readonly Token[], form: VerbForm): boolean {
  const next = tokens[1]?.lower ?? '';
  return form.nounToo && (AUXILIARIES.has(next) || /^(?:must|should|shall|will|would|can|may|needs)$/.test(next));
}

function readWithSubject(tokens: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const at = subjectVerb(tokens, 0, verbs);
  if (at === undefined) return undefined;
  const subject = tokens.slice(0, at);
  let next = at;
  while (
    MODALS.has(tokens[next]?.lower ?? '') ||
    AUXILIARIES.has(tokens[next]?.lower ?? '') ||
    /^(?:also|then|automatically|always|now)$/.test(tokens[next]?.lower ?? '')
  )
    next++;
  const form = verbs.get(tokens[next]?.lower ?? '');
  const rest = tokens.slice(next + 1);
  if (/^(?:get|gets|receive|receives)$/.test(tokens[at]?.lower ?? '') && form?.inflection !== 'past') {
    return received(tokens, subject, tokens.slice(at + 1), verbs);
  }
  if (!form) return undefined;
  const word = tokens[next]!.lower;
  // "orders should be checked against the stock": what is looked at is the stock.
  if (form.inflection === 'past' && rest[0]?.lower === 'against')
    return action(tokens, form.senses, word, rest.slice(1));
  if (form.inflection === 'past') return action(tokens, form.senses, word, [...subject, ...rest]);
  const actorOnly = subject.every((token) => ACTORS.has(token.lower) || DETERMINERS.has(token.lower));
  return action(tokens, form.senses, word, rest, actorOnly ? [] : subject);
}

/** "it should be scheduled and confirmed": the second verb has only its participle. */
function readParticiple(all: readonly Token[], verbs: VerbLexicon): ActionClause | undefined {
  const tokens = all[0]?.lower === 'be' ? all.slice(1) : all;
  const form = verbs.get(tokens[0]?.lower ?? '');
  const next = tokens[1];
  if (
    form?.inflection !== 'past' ||
    (next && !/^(?:to|with|by|for|at|in|on|automatically|immediately)$/.test(next.lower))
  )
    return undefined;
  return action(tokens, form.senses, tokens[0]!.lower, tokens.slice(1));
}

/** "the customer gets 50 points": somebody is given something, or told something. */
function received(
  words: readonly Token[],
  subject: readonly Token[],
  object: readonly Token[],
  verbs: VerbLexicon,
): ActionClause {
  const told = object.some((token) => /^(?:message|email|text|sms|notification|notice|alert|mail)$/.test(token.lower));
  const verb = told ? 'notify' : 'give';
  return action(words, verbs.get(verb)?.senses ?? NO_VERB, verb, [...object, ...subject]);
}

function readNounPhrase(tokens: readonly Token[], verbs: VerbLexicon): ActionClause {
  const at = tokens.findIndex((token) => Object.hasOwn(VERBAL_NOUNS, token.lower));
  const noun = tokens[at];
  if (noun) {
    const verb = VERBAL_NOUNS[noun.lower] ?? '';
    const object =
      noun.lower === 'preparation' || noun.lower === 'refund' ? tokens : tokens.filter((token) => token !== noun);
    return action(tokens, verbs.get(verb)?.senses ?? NO_VERB, verb, object);
  }
  return action(tokens, NO_VERB, '', tokens);
}
