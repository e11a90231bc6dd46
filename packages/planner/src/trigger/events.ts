import type { Catalog, EventType } from '@parley/dsl';
import { STOP_WORDS } from '../lexicon/function-words.ts';
import { sameThing } from '../lexicon/nouns.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';

/** Ways to say that something happened to a thing; the first of a line is the name that event types tend to use. */
const HAPPENINGS: readonly string[] = [
  'placed create new arrive come receive submit make order incoming open add enter',
  'paid pay payment capture settle',
  'cancelled cancel withdraw abort void annul',
  'low short out below under exhausted deplete drop fall scarce gone running',
  'failed fail break broke broken down malfunction defect crash stop breakdown fault outage',
  'ready finish done prepare cook complete',
  'missed miss absent show noshow skip appear',
  'delayed delay late overdue behind slow',
  'completed complete deliver finish done arrive fulfil hand receive',
  'updated update change edit modify',
  'deleted delete remove erase',
  'approved approve accept authorize',
  'rejected reject decline deny refuse',
  'refunded refund reimburse',
  'shipped ship dispatch send leave',
  'assigned assign give allocate',
  'started start begin launch',
  'closed close resolve',
  'expired expire lapse end',
  'returned return',
  'signed sign up register subscribe join',
];
/** Verbs that carry no meaning of their own in "an order comes in", "stock runs low". */
const LIGHT = new Set([
  'come',
  'run',
  'get',
  'go',
  'becom',
  'happen',
  'occur',
  'someth',
  'somebodi',
  'someon',
  'receiv',
  'new',
  'there',
  'ha',
  'been',
  'just',
  'event',
  'time',
  'moment',
  'not',
  'doe',
  'did',
]);

const groups = HAPPENINGS.map((line) => new Set(line.split(' ').map(stem)));

/** True when two stems can describe the same happening. */
function sameHappening(left: string, right: string): boolean {
  return left === right || groups.some((group) => group.has(left) && group.has(right));
}

export interface EventMatch {
  readonly event: EventType;
  /** 0 to 1. */
  readonly score: number;
}

/** Event types that words can mean, best first. */
export function matchEvents(catalog: Catalog, tokens: readonly Token[]): EventMatch[] {
  const exact = catalog.events.find((event) => tokens.some((token) => token.lower === event.type.toLowerCase()));
  if (exact) return [{ event: exact, score: 1 }];
  const words = tokens
    .filter(
      (token) =>
        token.kind === 'word' &&
        !/^(?:a|an|the|of|for|is|are|was|were|has|have|by|to|and|its|their|our|in|at|on|any|some|one|it|we|be|been)$/.test(
          token.lower,
        ),
    )
    .map((token) => token.stem);
  return catalog.events
    .map((event) => ({ event, score: eventScore(event, words) }))
    .filter((match) => match.score > 0.2)
    .sort((a, b) => b.score - a.score);
}

function eventScore(event: EventType, words: readonly string[]): number {
  const type = splitWords(event.type).map(stem);
  const summary = splitWords(event.summary).map(stem);
  const description = splitWords(event.description).map(stem);
  const named = type.map((part, at) =>
    at === type.length - 1 ? stateScore(part, words) : Math.max(...words.map((word) => thingScore(part, word)), 0),
  );
  const typeScore = named.reduce((sum, score) => sum + score, 0) / Math.max(1, type.length);
  const content = words.filter((word) => !LIGHT.has(word));
  const said = content.map((word) => {
    if (type.some((part) => part === word || sameThing(part, word) || sameHappening(part, word))) return 1;
    if (summary.includes(word)) return 0.9;
    return description.some((other) => other === word || sameThing(other, word)) ? 0.75 : 0;
  });
  const coverage = said.length === 0 ? typeScore : said.reduce<number>((sum, score) => sum + score, 0) / said.length;
  // The thing alone is no event: "when there is an order" must still say what happens to it.
  return Math.round((0.6 * typeScore + 0.4 * coverage) * 1000) / 1000;
}

const thingScore = (part: string, word: string): number =>
  part === word ? 1 : sameThing(part, word) || stem(part) === stem(word) ? 0.85 : 0;

function stateScore(part: string, words: readonly string[]): number {
  return Math.max(0, ...words.map((word) => (part === word ? 1 : sameHappening(part, word) ? 0.9 : 0)));
}

/** Content words of a trigger that are not about the event itself, such as an amount or an urgency. */
export function beyondEvent(event: EventType, tokens: readonly Token[]): readonly Token[] {
  const known = [...splitWords(event.type), ...splitWords(event.summary), ...splitWords(event.description)].map(stem);
  return tokens.filter((token) => token.kind === 'word' && !STOP_WORDS.has(token.lower) && !known.includes(token.stem));
}
