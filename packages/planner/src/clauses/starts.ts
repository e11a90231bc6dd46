import { ACTORS, AUXILIARIES, DETERMINERS, MODALS } from '../lexicon/function-words.ts';
import type { VerbForm, VerbLexicon } from '../lexicon/verbs.ts';
import { type Token, wordAt } from '../normalise/tokens.ts';

/** The word that opens a part of a sentence with a role of its own. */
export type Head = 'if' | 'unless' | 'else' | 'when' | 'after' | 'before' | 'until' | 'each' | 'parallel' | 'action';

const CONTROL: readonly (readonly [words: string, head: Head])[] = [
  ['if not so', 'else'],
  ['if not', 'else'],
  ['or else', 'else'],
  ['in any other case', 'else'],
  ['in all other cases', 'else'],
  ['in the other case', 'else'],
  ['otherwise', 'else'],
  ['else', 'else'],
  ['even if', 'if'],
  ['only if', 'if'],
  ['only when', 'if'],
  ['in case', 'if'],
  ['in the event that', 'if'],
  ['provided that', 'if'],
  ['provided', 'if'],
  ['assuming', 'if'],
  ['as long as', 'if'],
  ['if', 'if'],
  ['unless', 'unless'],
  ['except if', 'unless'],
  ['except when', 'unless'],
  ['as soon as', 'when'],
  ['each time', 'when'],
  ['every time', 'when'],
  ['any time', 'when'],
  ['anytime', 'when'],
  ['whenever', 'when'],
  ['when', 'when'],
  ['once', 'when'],
  ['upon', 'when'],
  ['after', 'after'],
  ['before', 'before'],
  ['until', 'until'],
  ['for each of', 'each'],
  ['for each', 'each'],
  ['for every', 'each'],
  ['for all', 'each'],
  ['for any', 'each'],
  ['in parallel', 'parallel'],
  ['at the same time', 'parallel'],
  ['simultaneously', 'parallel'],
  ['concurrently', 'parallel'],
  ['meanwhile', 'parallel'],
];
const CONTROL_WORDS = CONTROL.map(([words, head]) => ({ words: words.split(' '), head }));

/** Reads a control word at `at`: its head and where it ends. */
export function controlAt(tokens: readonly Token[], at: number): { head: Head; end: number } | undefined {
  const first = tokens[at];
  if (first?.kind !== 'word') return undefined;
  if (first.lower === 'on' && at === 0 && startsEvent(tokens)) return { head: 'when', end: 1 };
  const found = CONTROL_WORDS.find(({ words }) => words.every((word, index) => tokens[at + index]?.lower === word));
  if (!found) return undefined;
  const end = at + found.words.length;
  // "If not enough is left" is a condition; only a bare "if not" is an else.
  if (found.words.join(' ') === 'if not' && !isEnd(tokens, end)) return { head: 'if', end: at + 1 };
  return isAdverbial(tokens, at, end) ? undefined : { head: found.head, end };
}

/** "after that", "once more", "until then", "if possible" carry no clause of their own. */
function isAdverbial(tokens: readonly Token[], at: number, end: number): boolean {
  const word = tokens[at]?.lower ?? '';
  const next = tokens[end]?.lower ?? '';
  if (word === 'after' || word === 'before' || word === 'until')
    return /^(?:that|this|then|all|which|it|now)$/.test(next) && isEnd(tokens, end + 1, true);
  if (word === 'once')
    return (
      /^(?:per|more|again)$/.test(next) ||
      /^(?:a|an|every) (?:day|week|month|hour|year)$/.test(`${next} ${tokens[end + 1]?.lower}`)
    );
  return (
    (word === 'if' && /^(?:possible|needed|necessary|any|required)$/.test(next)) ||
    (word === 'else' && next === 'where')
  );
}

/** "On order.placed ...", "on a new order ...", at the very beginning. */
function startsEvent(tokens: readonly Token[]): boolean {
  const next = tokens[1]?.lower ?? '';
  return next.includes('.') || /^(?:new|a|an|each|every|receiving|receipt|arrival)$/.test(next);
}

function isEnd(tokens: readonly Token[], at: number, verbMayFollow = false): boolean {
  const token = tokens[at];
  return (
    token === undefined ||
    /^(?:comma|stop|soft|colon)$/.test(token.kind) ||
    /^(?:then|and)$/.test(token.lower) ||
    verbMayFollow
  );
}

/** What a noun phrase can begin with, or a value. */
function looksLikeObject(token: Token | undefined, verbs: VerbLexicon): boolean {
  if (!token) return false;
  if (token.kind !== 'word') return /^(?:number|quote|money|email|percent)$/.test(token.kind);
  if (DETERMINERS.has(token.lower)) return true;
  if (
    /^(?:of|is|are|was|were|be|has|have|had|must|should|will|can|gets|in|at|by|from|and|or|then|comes|goes|if|when)$/.test(
      token.lower,
    )
  ) {
    return false;
  }
  return verbs.get(token.lower)?.inflection !== 'past' || verbs.get(token.lower)?.nounToo === true;
}

/** "schedule and confirm the order": the object comes after the second verb. */
function sharesObject(tokens: readonly Token[], at: number, verbs: VerbLexicon): boolean {
  if (!/^(?:and|or|,)$/.test(tokens[at]?.lower ?? '')) return false;
  const next = verbs.get(tokens[at + 1]?.lower ?? '');
  return next?.inflection === 'base' && !next.nounToo;
}

/** The verb whose imperative starts at `at`, if one does. */
export function verbStart(tokens: readonly Token[], at: number, verbs: VerbLexicon): VerbForm | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word') return undefined;
  const form = verbs.get(token.lower);
  if (form?.inflection !== 'base') return undefined;
  const next = tokens[at + 1];
  if (form.nounToo)
    return looksLikeObject(next, verbs) ||
      sharesObject(tokens, at + 1, verbs) ||
      /^(?:to|with|for|up|back)$/.test(next?.lower ?? '')
      ? form
      : undefined;
  return form;
}

/** A word that no lexicon has as a verb, but that stands before an object like one: "polish the silverware". */
export function unknownVerb(tokens: readonly Token[], at: number, verbs: VerbLexicon): boolean {
  const word = tokens[at];
  if (
    word?.kind !== 'word' ||
    verbs.has(word.lower) ||
    !/^[a-z]{3,}$/.test(word.lower) ||
    FUNCTION_WORDS.test(word.lower)
  )
    return false;
  return /^(?:it|them|the|this|that|him|her|its|their|our|your|each|every|all)$/.test(wordAt(tokens, at + 1));
}

const FUNCTION_WORDS =
  /^(?:with|from|into|onto|about|after|before|until|while|when|where|what|that|than|then|for|and|but|not|nor|are|was|were|been|being|has|had|have|does|did|over|under|above|below|between|during|through|against|within|without|upon|among|because|since|also|only|just|even|both|either|neither|instead|such|like|per|via|including|regarding|whether|which|who|how|why|all|any|each|every|some|one|there|here|now|once|twice)$/;

/** Starts that are no single verb: "let her know", "make sure", "get approval", "have the chef clean it". */
export function phraseStart(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.lower ?? '';
  const next = tokens[at + 1]?.lower ?? '';
  if (
    /^(?:let|have|give|make|do|try|retry|tell|obtain|require|need|seek|wait|stop|end|skip|never|repeat|continue|exit|abort|put|take|set|call|go|keep|double-check)$/.test(
      word,
    )
  ) {
    return next !== '' && !/^(?:is|are|must|should)$/.test(next) && (word !== 'need' || next !== 'to');
  }
  return (word === 'look' && /^(?:up|for|at)$/.test(next)) || (word === 'sign' && next === 'off');
}

/** "every order that comes in should be checked": the verb of the main clause. */
function afterRelative(tokens: readonly Token[], at: number): number | undefined {
  const end = Math.min(tokens.length, at + MAX_SUBJECT);
  const found = tokens
    .slice(at, end)
    .findIndex((token) => /^(?:should|must|shall|will|needs?|to|has)$/.test(token.lower));
  return found < 0 ? undefined : at + found;
}

/** Verbs that say what happens to something, beside those that name an action. */
const PREDICATE =
  /^(?:receives?|needs?|wants?|runs?|comes?|arrives?|falls?|drops?|breaks?|misses|becomes|agrees|says|costs|takes|fails?|passes|works|exists?|succeeds?|exceeds?|contains?|includes?|lacks?|wants?|goes|equals?|remains?|expires?)$/;

/** True when words hold a verb that can complete a condition or an event. */
export function hasPredicate(tokens: readonly Token[], verbs: VerbLexicon): boolean {
  return tokens.some((token, at) => {
    const inflection = verbs.get(token.lower)?.inflection;
    return (
      AUXILIARIES.has(token.lower) ||
      PREDICATE.test(token.lower) ||
      inflection === 'past' ||
      (inflection === 'third' && at > 0)
    );
  });
}

const MAX_SUBJECT = 8;

/**
 * Where the verb of a clause with a subject is: "the customer is told" starts at `at`, its auxiliary, modal or verb is at
 * the returned position. Undefined when what starts at `at` reads like a bare noun phrase.
 */
export function subjectVerb(tokens: readonly Token[], at: number, verbs: VerbLexicon): number | undefined {
  if (tokens[at]?.kind !== 'word') return undefined;
  const end = Math.min(tokens.length, at + MAX_SUBJECT);
  for (let index = at + 1; index < end; index++) {
    const token = tokens[index]!;
    if (/^(?:that|which|who)$/.test(token.lower)) return afterRelative(tokens, index);
    if (token.kind !== 'word' || ENDS_SUBJECT.test(token.lower)) return undefined;
    if (MODALS.has(token.lower) || AUXILIARIES.has(token.lower) || PREDICATE.test(token.lower)) return index;
    if (isSubjectsVerb(tokens, at, index, verbs)) return index;
  }
  return undefined;
}

const ENDS_SUBJECT = /^(?:and|or|to|then|if|for|when|whenever|unless|until|before|after|once|while|as)$/;

/** "the kitchen prepares", "we check"; a plural noun right after the first word is none. */
function isSubjectsVerb(tokens: readonly Token[], at: number, index: number, verbs: VerbLexicon): boolean {
  const form = verbs.get(wordAt(tokens, index));
  if (!form) return false;
  if (form.inflection === 'third') return !form.nounToo || index > at + 1;
  return form.inflection === 'base' && index === at + 1 && ACTORS.has(wordAt(tokens, at));
}
