import { DETERMINERS, PRONOUNS, STOP_WORDS } from '../lexicon/function-words.ts';
import type { VerbLexicon } from '../lexicon/verbs.ts';
import { unitMs } from '../normalise/durations.ts';
import type { Token } from '../normalise/tokens.ts';

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

/** Reads the nouns of a phrase; text for arguments (see `freeText`) has to be cut off before. */
export function readPhrase(tokens: readonly Token[], verbs: VerbLexicon): Phrase {
  const nouns: string[] = [];
  const plural = new Set<string>();
  const indefinite = new Set<string>();
  let each = false;
  let open: { any: boolean; all: boolean } = { any: false, all: false };
  let pronoun = false;
  for (const token of tokens) {
    if (token.kind !== 'word') continue;
    const word = token.lower;
    if (PRONOUNS.has(word)) pronoun = true;
    if (word === 'each' || word === 'every' || word === 'all') {
      each = true;
      open = { any: false, all: true };
    } else if (DETERMINERS.has(word) || ANY_ONE.has(word)) {
      open = {
        any: ANY_ONE.has(word) || (open.any && !DETERMINERS.has(word)),
        all: open.all && !DETERMINERS.has(word),
      };
    } else if (STOP_WORDS.has(word)) open = { any: false, all: false };
    if (STOP_WORDS.has(word) || unitMs(word) !== undefined) continue;
    nouns.push(token.stem);
    if (open.any) indefinite.add(token.stem);
    if (open.all || isPlural(token, verbs)) plural.add(token.stem);
  }
  return { tokens, nouns, plural, each, indefinite, pronoun };
}

function isPlural(token: Token, verbs: VerbLexicon): boolean {
  if (!/[a-z]{2}s$/.test(token.lower) || /(?:ss|us|is)$/.test(token.lower)) return false;
  const form = verbs.get(token.lower);
  return form === undefined || form.nounToo || form.inflection === 'third';
}

const TEXT_START = /^(?:saying|says|stating|that|because|reading|telling|explaining|noting|asking|reminding)$/;
const LABELS: Readonly<Record<string, FreeText['label']>> = {
  reason: 'reason',
  explanation: 'reason',
  message: 'message',
  text: 'message',
  note: 'note',
  comment: 'note',
  subject: 'subject',
  title: 'subject',
};

/** Cuts the free text off an action's words: what is left, and the text with the argument it is meant for. */
export function cutFreeText(utterance: string, tokens: readonly Token[]): { rest: readonly Token[]; text?: FreeText } {
  const quote = tokens.findIndex((token) => token.kind === 'quote');
  if (quote >= 0) {
    const label = tokens.slice(0, quote).findLast((token) => Object.hasOwn(LABELS, token.lower));
    const start = tokens.findIndex((token, at) => at < quote && (token === label || TEXT_START.test(token.lower)));
    const rest = [...tokens.slice(0, start >= 0 ? start : quote), ...tokens.slice(quote + 1)];
    return { rest, text: { label: LABELS[label?.lower ?? ''] ?? 'message', text: tokens[quote]?.text ?? '' } };
  }
  const at = tokens.findIndex((token, index) => index > 0 && TEXT_START.test(token.lower) && tokens.length > index + 2);
  if (at > 0) return cutAt(utterance, tokens, at, /^because$/.test(tokens[at]?.lower ?? '') ? 'reason' : 'message');
  const label = tokens.findIndex((token) => Object.hasOwn(LABELS, token.lower));
  const next = tokens[label + 1];
  if (
    label >= 0 &&
    next &&
    (next.kind === 'colon' || (next.kind === 'word' && !STOP_WORDS.has(next.lower) && tokens[label + 2]))
  ) {
    const named = tokens[label]?.lower ?? '';
    // "message template" and the like name a thing; only words that can make a sentence are taken as text.
    if (next.kind === 'colon' || named === 'reason') return cutAt(utterance, tokens, label, LABELS[named] ?? 'message');
  }
  return { rest: tokens };
}

function cutAt(
  utterance: string,
  tokens: readonly Token[],
  at: number,
  label: FreeText['label'],
): { rest: readonly Token[]; text?: FreeText } {
  const skip = /^(?:that|:)$/.test(tokens[at + 1]?.lower ?? '') ? at + 2 : at + 1;
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
  for (const token of tokens) {
    if (token.kind === 'comma' || token.lower === 'and' || token.text === '&' || token.lower === 'plus') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.some((token) => token.kind === 'word' && !STOP_WORDS.has(token.lower)));
}
