import { DETERMINERS, PRONOUNS, STOP_WORDS } from '../lexicon/function-words.ts';
import type { VerbLexicon } from '../lexicon/verbs.ts';
import { unitMs } from '../normalise/durations.ts';
import { type Token, wordAt } from '../normalise/tokens.ts';

/** What an action's words name, beside its verb. */
export interface Phrase {
  readonly tokens: readonly Token[];
  /** Stems of the words with content, in order. */
  readonly nouns: readonly string[];
  /** Stems of nouns that stand in the plural or after "each", "every", "all". */
  readonly plural: ReadonlySet<string>;
  /** True after "each", "every" or "all". */
  readonly each: boolean;
  /** Stems of nouns that mean any one of a kind ("an available driver"), not one already known. */
  readonly indefinite: ReadonlySet<string>;
  /** Stems of nouns that only say where or with what the rest is. */
  readonly weak: ReadonlySet<string>;
  /** True when one thing is meant even where an operation lists many: "the latest order". */
  readonly single: boolean;
  /** True when a pronoun stands for something said before. */
  readonly pronoun: boolean;
}

/** Where free text starts that belongs into an argument: "with the reason ...", "saying that ...". */
export interface FreeText {
  readonly label: 'reason' | 'message' | 'note' | 'subject';
  readonly text: string;
}

const ANY_ONE = new Set([
  'a',
  'an',
  'any',
  'another',
  'some',
  'available',
  'free',
  'different',
  'other',
  'nearest',
  'next',
]);

/** Reads the nouns of a phrase; text for arguments (see `cutFreeText`) has to be cut off before. */
export function readPhrase(tokens: readonly Token[], verbs: VerbLexicon): Phrase {
  const words = tokens.filter((token) => token.kind === 'word');
  const nouns: string[] = [];
  const plural = new Set<string>();
  const indefinite = new Set<string>();
  const weak = new Set<string>();
  let before: Determined = NOTHING;
  let after = false;
  for (const token of words) {
    after ||= nouns.length > 0 && PLACES.test(token.lower);
    before = determined(before, token.lower);
    if (STOP_WORDS.has(token.lower) || unitMs(token.lower) !== undefined) continue;
    nouns.push(token.stem);
    if (after) weak.add(token.stem);
    if (before.any) indefinite.add(token.stem);
    if (before.all || isPlural(token, verbs)) plural.add(token.stem);
  }
  return {
    tokens,
    nouns,
    plural,
    each: words.some((token) => ALL.has(token.lower)),
    indefinite,
    weak,
    single: words.some((token) => /^(?:latest|newest|last|oldest|recent)$/.test(token.lower)),
    pronoun: words.some((token) => PRONOUNS.has(token.lower)),
  };
}

const PLACES = /^(?:in|to|from|on|at|with|into|using|via|by)$/;

/** What the determiner before a noun says: any one of a kind, or all of them. */
interface Determined {
  readonly any: boolean;
  readonly all: boolean;
}

const NOTHING: Determined = { any: false, all: false };
const ALL = new Set(['each', 'every', 'all']);

function determined(before: Determined, word: string): Determined {
  if (ALL.has(word)) return { any: false, all: true };
  if (ANY_ONE.has(word)) return { any: true, all: before.all && !DETERMINERS.has(word) };
  return STOP_WORDS.has(word) || DETERMINERS.has(word) ? NOTHING : before;
}

function isPlural(token: Token, verbs: VerbLexicon): boolean {
  if (!/[a-z]{2}s$/.test(token.lower) || /(?:ss|us|is)$/.test(token.lower)) return false;
  const form = verbs.get(token.lower);
  return form === undefined || form.nounToo || form.inflection === 'third';
}

const TEXT_START = /^(?:saying|says|stating|that|because|reading|telling|explaining|noting|asking|reminding)$/;
const LABELS: ReadonlyMap<string, FreeText['label']> = new Map(
  Object.entries({
    reason: 'reason',
    explanation: 'reason',
    message: 'message',
    text: 'message',
    note: 'note',
    comment: 'note',
    subject: 'subject',
    title: 'subject',
  } as const),
);

interface Cut {
  readonly rest: readonly Token[];
  readonly text?: FreeText;
}

/**
 * Cuts the free text off an action's words: what is left, and the text with the argument it is meant for. After "that"
 * stands a text only where something is told; "files that are old" narrows the files.
 */
export function cutFreeText(utterance: string, tokens: readonly Token[], tells: boolean): Cut {
  return cutQuote(tokens) ?? cutSaying(utterance, tokens, tells) ?? cutLabelled(utterance, tokens) ?? { rest: tokens };
}

/** "with the reason 'Kitchen is full'" */
function cutQuote(tokens: readonly Token[]): Cut | undefined {
  const quote = tokens.findIndex((token) => token.kind === 'quote');
  if (quote < 0) return undefined;
  const label = tokens.slice(0, quote).findLast((token) => LABELS.has(token.lower));
  const start = tokens.findIndex((token, at) => at < quote && (token === label || TEXT_START.test(token.lower)));
  const rest = [...tokens.slice(0, start >= 0 ? start : quote), ...tokens.slice(quote + 1)];
  return { rest, text: { label: LABELS.get(label?.lower ?? '') ?? 'message', text: tokens[quote]?.text ?? '' } };
}

/** "that their order is late", "because the kitchen is full" */
function cutSaying(utterance: string, tokens: readonly Token[], tells: boolean): Cut | undefined {
  const at = tokens.findIndex(
    (token, index) =>
      index > 0 && TEXT_START.test(token.lower) && (tells || token.lower !== 'that') && tokens.length > index + 2,
  );
  if (at < 0) return undefined;
  return cutAt(utterance, tokens, at, wordAt(tokens, at) === 'because' ? 'reason' : 'message');
}

/** "reason: too late", "reason kitchen is full"; "message template" and the like only name a thing. */
function cutLabelled(utterance: string, tokens: readonly Token[]): Cut | undefined {
  const at = tokens.findIndex((token) => LABELS.has(token.lower));
  const next = tokens[at + 1];
  if (at < 0 || !next) return undefined;
  const sentence = next.kind === 'word' && !STOP_WORDS.has(next.lower) && tokens[at + 2] !== undefined;
  if (next.kind !== 'colon' && !(sentence && wordAt(tokens, at) === 'reason')) return undefined;
  return cutAt(utterance, tokens, at, LABELS.get(wordAt(tokens, at)) ?? 'message');
}

function cutAt(utterance: string, tokens: readonly Token[], at: number, label: FreeText['label']): Cut {
  const skip = /^(?:that|:)$/.test(wordAt(tokens, at + 1)) ? at + 2 : at + 1;
  const first = tokens[skip];
  const last = tokens.at(-1);
  if (!first || !last) return { rest: tokens };
  const text = utterance.slice(first.start, last.end);
  return { rest: tokens.slice(0, at), text: { label, text: sentence(text) } };
}

/** "their order is late" becomes "Your order is late". */
function sentence(text: string): string {
  const direct = text
    .replace(/\b(?:their|his|her)\b/g, 'your')
    .replace(/\b(?:they are|he is|she is)\b/g, 'you are')
    .replace(/\bthey\b/g, 'you');
  return direct.charAt(0).toUpperCase() + direct.slice(1);
}

/** The parts of a list of nouns: "kitchen capacity and stock" has two. */
export function coordinated(tokens: readonly Token[]): readonly Token[][] {
  const parts: Token[][] = [[]];
  tokens.forEach((token, at) => {
    const asWell = token.lower === 'as' && wordAt(tokens, at + 1) === 'well';
    if (asWell || token.kind === 'comma' || /^(?:and|&|plus)$/.test(token.lower)) parts.push([]);
    else parts.at(-1)!.push(token);
  });
  return parts.filter((part) => part.some((token) => token.kind === 'word' && !STOP_WORDS.has(token.lower)));
}
