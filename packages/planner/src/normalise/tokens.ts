import { numberWord, parseNumber } from './numbers.ts';
import { stem } from './stem.ts';

/**
 * - `word`, `number`, `money`, `percent`, `time` (minutes after midnight), `ordinal`
 * - `quote`: a quoted text; `email`
 * - `stop`: the end of a sentence or list item, an arrow; `soft`: a semicolon; `comma`, `colon`
 */
export type TokenKind =
  | 'word'
  | 'number'
  | 'money'
  | 'percent'
  | 'time'
  | 'ordinal'
  | 'quote'
  | 'email'
  | 'stop'
  | 'soft'
  | 'comma'
  | 'colon'
  | 'punct';

export interface Token {
  readonly kind: TokenKind;
  /** As written; a quote without its marks. */
  readonly text: string;
  readonly lower: string;
  readonly stem: string;
  /** Number, amount of money, percentage, minutes after midnight or ordinal. */
  readonly value?: number;
  /** ISO 4217, with money. */
  readonly currency?: string;
  readonly start: number;
  readonly end: number;
}

/** Longest utterance that is read, in UTF-16 units. */
export const MAX_UTTERANCE = 20_000;

// Every alternative is linear: none nests one repetition in another over the same characters.
const LEXER = new RegExp(
  [
    /(?<bullet>(?:^|\n)[ \t]*(?:\d{1,2}[.)]|\(?[a-z0-9]\)|[-*•–])(?=[ \t]+\S))/,
    /(?<inline>(?<=[\s:,;])(?:\(?[1-9]\d?[.)]|\([a-h]\))(?=[ \t]+[A-Za-z]))/,
    /(?<newline>\n)/,
    /(?<arrow>->|=>|→|⇒|➜|>>)/,
    /(?<quote>"[^"\n]{0,500}"|“[^”\n]{0,500}”|`[^`\n]{0,500}`|«[^»\n]{0,500}»|(?<![\w’'])['‘][^'’\n]{1,500}['’](?![a-z]))/,
    /(?<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})/,
    /(?<time>\d{1,2}(?::\d{2})?\s?(?:[ap]\.m\.|[ap]m\b)|\b\d{1,2}:\d{2}\b)/i,
    /(?<money>[$€£]\s?\d[\d,]*(?:\.\d+)?k?\b|\d[\d,]*(?:\.\d+)?\s?(?:dollars?|euros?|pounds?|usd|eur|gbp)\b)/i,
    /(?<percent>\d+(?:\.\d+)?\s?(?:%|percent\b))/i,
    /(?<ordinal>\d{1,2}(?:st|nd|rd|th)\b)/i,
    /(?<number>\d[\d,]*(?:\.\d+)?k?\b)/i,
    /(?<word>[\p{L}_][\p{L}\p{N}_]*(?:[.'’/-][\p{L}\p{N}][\p{L}\p{N}_]*)*)/u,
    /(?<punct>[^\s])/u,
  ]
    .map((part) => part.source)
    .join('|'),
  'giu',
);

const CURRENCIES: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  d: 'USD',
  u: 'USD',
  e: 'EUR',
  p: 'GBP',
  g: 'GBP',
};
const CONTRACTED: Readonly<Record<string, readonly string[]>> = {
  "can't": ['can', 'not'],
  cannot: ['can', 'not'],
  "won't": ['will', 'not'],
  "let's": ['let', 'us'],
  dont: ['do', 'not'],
  doesnt: ['does', 'not'],
  isnt: ['is', 'not'],
  arent: ['are', 'not'],
  cant: ['can', 'not'],
  wont: ['will', 'not'],
};
const IS_AFTER = /^(?:it|there|that|what|who|something|anything|everything|nothing|he|she|one|this|where|when|how)$/;

/** Splits an utterance into tokens whose spans point into it. */
export function tokenise(utterance: string): Token[] {
  const tokens: Token[] = [];
  const text = utterance.slice(0, MAX_UTTERANCE);
  const numbered = /(?:^|[\s:(])(?:1[.)]|a\))/.test(text);
  for (const match of text.replace(/\b(?:e\.g\.|i\.e\.|etc\.)/gi, (word) => ' '.repeat(word.length)).matchAll(LEXER)) {
    const groups = match.groups ?? {};
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'punct';
    tokens.push(...readToken(kind, match[0], match.index, numbered));
  }
  return tokens;
}

function readToken(kind: string, raw: string, start: number, numbered: boolean): Token[] {
  const at = { start, end: start + raw.length };
  switch (kind) {
    case 'bullet':
    case 'newline':
    case 'arrow':
      return [{ kind: 'stop', text: raw, lower: raw, stem: '', ...at }];
    case 'inline':
      return numbered ? [{ kind: 'stop', text: raw, lower: raw, stem: '', ...at }] : [plain('number', raw, at)];
    case 'quote':
      return [plain('quote', raw.slice(1, -1).trim(), at)];
    case 'word':
      return wordTokens(raw, at);
    case 'punct':
      return [punctuation(raw, at)];
    default:
      return [valued(kind, raw, at)];
  }
}

type Place = { readonly start: number; readonly end: number };

function plain(kind: TokenKind, text: string, at: Place): Token {
  const lower = text.toLowerCase();
  return { kind, text, lower, stem: kind === 'word' ? stem(lower.replaceAll(/[.'’/-]/g, '')) : lower, ...at };
}

function punctuation(raw: string, at: Place): Token {
  const kinds: Readonly<Record<string, TokenKind>> = {
    '.': 'stop',
    '!': 'stop',
    '?': 'stop',
    ';': 'soft',
    ',': 'comma',
    ':': 'colon',
    '—': 'comma',
  };
  return { kind: kinds[raw] ?? 'punct', text: raw, lower: raw, stem: '', ...at };
}

function valued(kind: string, raw: string, at: Place): Token {
  const base = plain(kind as TokenKind, raw, at);
  if (kind === 'time') return { ...base, value: minutesOfDay(raw) };
  if (kind === 'money') {
    const mark = raw.match(/[$€£]|[a-z]{3,}/i)?.[0]?.[0]?.toLowerCase() ?? '$';
    return { ...base, value: parseNumber(raw.replace(/[^\d.,k]|dollars?/gi, '')), currency: CURRENCIES[mark] ?? 'USD' };
  }
  if (kind === 'email') return base;
  return { ...base, value: parseNumber(raw.replace(/[^\d.,k]/gi, '')) };
}

function minutesOfDay(raw: string): number {
  const [, hour = '0', minute = '0', half] = /^(\d{1,2})(?::(\d{2}))?\s?([ap])?/i.exec(raw) ?? [];
  const base = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return base * 60 + Number(minute);
}

function wordTokens(raw: string, at: Place): Token[] {
  const straight = raw.replaceAll('’', "'");
  const lower = straight.toLowerCase();
  const known = Object.hasOwn(CONTRACTED, lower) ? CONTRACTED[lower] : undefined;
  if (known) return known.map((part) => plain('word', part, at));
  const contracted = /^(\w+)(n't|'re|'ve|'ll|'d|'m|'s)$/.exec(lower);
  if (!contracted) return [wordOrNumber(straight, at)];
  const [, head = '', tail] = contracted;
  const second = { "n't": 'not', "'re": 'are', "'ve": 'have', "'ll": 'will', "'d": 'would', "'m": 'am', "'s": 'is' }[
    tail as "'s"
  ];
  if (tail === "'s" && !IS_AFTER.test(head)) return [plain('word', straight.slice(0, -2), at)];
  return [plain('word', head, at), plain('word', second, at)];
}

function wordOrNumber(text: string, at: Place): Token {
  // "One" is a pronoun as often as a number ("assign one"); where a number is expected its word is read as such.
  const value = /^one$/i.test(text) ? undefined : numberWord(text.toLowerCase());
  const token = plain('word', text, at);
  return value === undefined ? token : { ...token, kind: 'number', value };
}

/** A token's word in lower case; empty where there is no token. */
export function wordAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.lower ?? '';
}

/** The text that a run of tokens covers. */
export function textOf(utterance: string, tokens: readonly Token[]): string {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first && last ? utterance.slice(first.start, last.end) : '';
}

/** Tokens in lower case joined by single blanks, one word each, for matching with patterns; at most 400 characters. */
export function patternText(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    if (text.length > 400) break;
    text += `${text === '' ? '' : ' '}${token.lower.slice(0, 100).replaceAll(/\s/g, '_')}`;
  }
  return text;
}
