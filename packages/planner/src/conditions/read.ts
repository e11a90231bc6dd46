import type { Json } from '@parley/kernel';
import { AUXILIARIES, AVAILABLE, STOP_WORDS, UNAVAILABLE } from '../lexicon/function-words.ts';
import { durationAt } from '../normalise/durations.ts';
import { patternText, type Token } from '../normalise/tokens.ts';
import type { Comparison } from '../plan/flow.ts';

/** One comparison as the words have it, before any field is looked for. */
export interface SpokenTest {
  /** Stems of what it is about and of the words that describe it. */
  readonly words: readonly string[];
  readonly compare: Comparison;
  readonly value: SpokenValue;
  readonly negate: boolean;
  /** Whether the words call something available (true), not available (false) or neither. */
  readonly available: boolean | null;
  readonly tokens: readonly Token[];
}

export type SpokenValue =
  | { readonly kind: 'number' | 'percent'; readonly value: number }
  | { readonly kind: 'money'; readonly value: number; readonly currency: string }
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly value: Json }
  | { readonly kind: 'words'; readonly tokens: readonly Token[] }
  | { readonly kind: 'none' };

export interface SpokenCondition {
  readonly join: 'and' | 'or';
  readonly tests: readonly SpokenTest[];
}

const COMPARATORS: readonly (readonly [words: string, compare: Comparison])[] = [
  ['no more than', 'le'],
  ['not more than', 'le'],
  ['no less than', 'ge'],
  ['not less than', 'ge'],
  ['more than', 'gt'],
  ['greater than', 'gt'],
  ['higher than', 'gt'],
  ['larger than', 'gt'],
  ['bigger than', 'gt'],
  ['longer than', 'gt'],
  ['later than', 'gt'],
  ['older than', 'gt'],
  ['worth over', 'gt'],
  ['over', 'gt'],
  ['above', 'gt'],
  ['exceeds', 'gt'],
  ['exceed', 'gt'],
  ['exceeding', 'gt'],
  ['beyond', 'gt'],
  ['at least', 'ge'],
  ['less than', 'lt'],
  ['fewer than', 'lt'],
  ['lower than', 'lt'],
  ['smaller than', 'lt'],
  ['shorter than', 'lt'],
  ['under', 'lt'],
  ['below', 'lt'],
  ['at most', 'le'],
  ['up to', 'le'],
  ['equal to', 'eq'],
  ['equals', 'eq'],
  ['exactly', 'eq'],
];
const PHRASES = COMPARATORS.map(([words, compare]) => ({ words: words.split(' '), compare }));

/** Reads a condition: its parts joined by "and" or "or". */
export function readCondition(tokens: readonly Token[]): SpokenCondition {
  const parts: Token[][] = [[]];
  let join: 'and' | 'or' = 'and';
  tokens.forEach((token, at) => {
    const joint = token.kind === 'comma' || token.lower === 'and' || token.lower === 'or';
    if (joint && hasPredicate(parts.at(-1)!) && hasPredicate(tokens.slice(at + 1))) {
      parts.push([]);
      if (token.lower === 'or') join = 'or';
    } else if (!(joint && parts.at(-1)!.length === 0)) parts.at(-1)!.push(token);
    else if (token.lower === 'or') join = 'or';
  });
  return { join, tests: parts.filter((part) => part.length > 0).map(readTest) };
}

/** Words that carry on a condition by themselves: "or something is missing", "and over $50". */
function hasPredicate(tokens: readonly Token[]): boolean {
  const end = tokens.findIndex((token) => token.kind === 'comma' || /^(?:and|or)$/.test(token.lower));
  const part = end < 0 ? tokens : tokens.slice(0, end);
  if (part.length === 0) return false;
  return (
    part.some(
      (token) =>
        AUXILIARIES.has(token.lower) ||
        /^(?:fails?|failed|exceeds?|contains?|includes?|missing|whether|if)$/.test(token.lower),
    ) ||
    comparatorIn(part) !== undefined ||
    part.every((token) => AVAILABLE.has(token.lower) || UNAVAILABLE.has(token.lower))
  );
}

function comparatorIn(tokens: readonly Token[]): { at: number; end: number; compare: Comparison } | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const symbol = symbolAt(tokens, at);
    if (symbol) return symbol;
    const found = PHRASES.find(({ words }) => words.every((word, index) => tokens[at + index]?.lower === word));
    if (found && startsValue(tokens, at + found.words.length))
      return { at, end: at + found.words.length, compare: found.compare };
  }
  return undefined;
}

/** Where a comparison stands among words: "older than 48 hours", "over $50"; undefined when there is none. */
export function comparisonSpan(tokens: readonly Token[]): { readonly from: number; readonly end: number } | undefined {
  const found = comparatorIn(tokens);
  if (!found) return undefined;
  for (let at = found.end; at < tokens.length; at++) {
    const duration = durationAt(tokens, at);
    if (duration)
      return {
        from: found.at,
        end: /^(?:late|old|overdue)$/.test(tokens[duration.end]?.lower ?? '') ? duration.end + 1 : duration.end,
      };
    if (literalOf(tokens[at]!)) return { from: found.at, end: at + 1 };
    if (!/^(?:a|an|the|its|their)$/.test(tokens[at]?.lower ?? '')) return undefined;
  }
  return undefined;
}

function symbolAt(tokens: readonly Token[], at: number): { at: number; end: number; compare: Comparison } | undefined {
  const first = tokens[at]?.text;
  if (first !== '>' && first !== '<' && first !== '=') return undefined;
  const equal = first !== '=' && tokens[at + 1]?.text === '=';
  const doubled = first === '=' && tokens[at + 1]?.text === '=';
  const compare = first === '=' ? 'eq' : first === '>' ? (equal ? 'ge' : 'gt') : equal ? 'le' : 'lt';
  return { at, end: at + (equal || doubled ? 2 : 1), compare };
}

function startsValue(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  return token.kind !== 'word' || /^(?:a|an|the|its|their|half|one)$/.test(token.lower) || at === tokens.length - 1;
}

function readTest(tokens: readonly Token[]): SpokenTest {
  const negate = tokens.some((token) => /^(?:not|never|without)$/.test(token.lower));
  const late = latePattern(tokens);
  if (late) return { ...base(tokens, negate), ...late };
  const comparator = comparatorIn(tokens);
  if (comparator) return compared(tokens, comparator, negate);
  return described(tokens, negate);
}

function base(tokens: readonly Token[], negate: boolean): Omit<SpokenTest, 'compare' | 'value'> {
  return { words: stemsOf(tokens), negate, available: null, tokens };
}

/** "15 minutes late", "is 2 hours overdue" */
function latePattern(tokens: readonly Token[]): Pick<SpokenTest, 'compare' | 'value' | 'words'> | undefined {
  if (comparatorIn(tokens)) return undefined;
  for (let at = 0; at < tokens.length; at++) {
    const found = tokens[at]?.kind === 'number' ? durationAt(tokens, at) : undefined;
    if (found) return { compare: 'ge', value: { kind: 'duration', ms: found.ms }, words: stemsOf(tokens) };
  }
  return undefined;
}

function compared(
  tokens: readonly Token[],
  found: { at: number; end: number; compare: Comparison },
  negate: boolean,
): SpokenTest {
  const rest = tokens.slice(found.end);
  const value = spokenValue(rest);
  const around = value.kind === 'words' ? tokens.slice(0, found.at) : [...tokens.slice(0, found.at), ...rest];
  return { ...base(tokens, negate), words: stemsOf(around), compare: found.compare, value };
}

function spokenValue(tokens: readonly Token[]): SpokenValue {
  for (let at = 0; at < tokens.length; at++) {
    const duration = durationAt(tokens, at);
    if (duration) return { kind: 'duration', ms: duration.ms };
    const value = literalOf(tokens[at]!);
    if (value) return value;
  }
  const words = tokens.filter((token) => token.kind === 'word' && !/^(?:a|an|the|its|their)$/.test(token.lower));
  return words.length > 0 ? { kind: 'words', tokens: words } : { kind: 'none' };
}

function literalOf(token: Token): SpokenValue | undefined {
  if (token.kind === 'money') return { kind: 'money', value: token.value ?? 0, currency: token.currency ?? 'USD' };
  if (token.kind === 'percent') return { kind: 'percent', value: token.value ?? 0 };
  if (token.kind === 'number') return { kind: 'number', value: token.value ?? 0 };
  return token.kind === 'quote' ? { kind: 'text', value: token.text } : undefined;
}

function described(tokens: readonly Token[], negate: boolean): SpokenTest {
  const text = patternText(tokens);
  const shared = base(tokens, negate);
  const available = availability(tokens);
  if (
    /\b(?:is|are) (?:not )?(?:empty|blank|null|none|missing|unset)$|\b(?:has|have|there is|there are) no\b|\bwithout\b/.test(
      text,
    )
  ) {
    return {
      ...shared,
      negate: /\bnot (?:empty|blank|null|none|missing|unset)\b/.test(text),
      compare: 'empty',
      value: { kind: 'none' },
      available,
    };
  }
  const quote = tokens.find((token) => token.kind === 'quote');
  const contains = /\b(?:contains?|includes?|mentions?)\b/.test(text);
  const value: SpokenValue = quote ? { kind: 'text', value: quote.text } : predicate(tokens);
  if (contains) return { ...shared, compare: 'contains', value };
  const number = tokens.find((token) => token.kind === 'number' || token.kind === 'money');
  if (number) return { ...shared, compare: 'eq', value: literalOf(number) ?? value };
  return { ...shared, compare: value.kind === 'none' ? 'true' : 'eq', value, available };
}

/** What is said of the subject: the words after "is", "has", "contains". */
function predicate(tokens: readonly Token[]): SpokenValue {
  const at = tokens.findLastIndex((token) =>
    /^(?:is|are|was|were|be|been|has|have|equals|as|becomes|contains?|includes?|mentions?|says|stays|remains)$/.test(
      token.lower,
    ),
  );
  const rest = tokens
    .slice(at + 1)
    .filter(
      (token) => token.kind === 'word' && !/^(?:a|an|the|not|in|to|of|for|any|also|still|already)$/.test(token.lower),
    );
  const short = at < 0 && tokens.length <= 3;
  return (at >= 0 || short) && rest.length > 0 ? { kind: 'words', tokens: rest } : { kind: 'none' };
}

function stemsOf(tokens: readonly Token[]): string[] {
  return tokens
    .filter((token) => token.kind === 'word' && (!STOP_WORDS.has(token.lower) || token.lower === 'less'))
    .map((token) => token.stem);
}

const POSITIVE =
  /\b(?:can|could) (?:not )?(?:take|handle|make|prepare|accept|do)\b|\bin stock\b|\b(?:has|have|is|are|got) (?:no |not |enough |any |some |free |sufficient )*(?:capacity|room|space|slots?|stock)\b/;

/** Whether words call something available: "has no capacity" false, "everything is in stock" true, "is ready" null. */
function availability(tokens: readonly Token[]): boolean | null {
  const words = tokens.map((token) => token.lower);
  const text = ` ${words.join(' ')} `;
  const negations = words.filter((word) => /^(?:not|no|never|without|nothing|none|neither|cannot)$/.test(word)).length;
  if (
    / out of stock | sold out | too busy | out of capacity | runs? out | ran out | used up | not enough /.test(text)
  ) {
    return / (?:not|nothing is|never) (?:out of|sold)/.test(text) || / nothing is out/.test(text);
  }
  const negative = words.some((word) => UNAVAILABLE.has(word) && !/^(?:not|no|nothing|none)$/.test(word));
  const positive = words.some((word) => AVAILABLE.has(word)) || POSITIVE.test(text);
  if (!negative && !positive && negations === 0) return null;
  if (!negative && !positive && !/^ (?:there|it|they|if|that) /.test(text))
    return negations > 0 && words.length <= 3 ? false : null;
  const base = !negative;
  return negations % 2 === 1 ? !base : base;
}
