import porter2 from 'wink-porter2-stemmer';

const MAX_CACHED = 20_000;
const cache = new Map<string, string>();

/** Longer words are no English; the stemmer's patterns take quadratic time for them. */
const LONGEST_WORD = 40;

/** Porter2 stem of a lower-case word. */
export function stem(word: string): string {
  if (word.length > LONGEST_WORD) return word;
  const known = cache.get(word);
  if (known !== undefined) return known;
  if (cache.size >= MAX_CACHED) cache.clear();
  const found = porter2(word);
  cache.set(word, found);
  return found;
}

const MAX_CACHED_LENGTH = 80;
const splitCache = new Map<string, readonly string[]>();

/** Words of an identifier or sentence in lower case: `kitchenOrderId`, `shift_lead` and `Shift lead` all split. */
export function splitWords(text: string): readonly string[] {
  const known = splitCache.get(text);
  if (known) return known;
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (text.length <= MAX_CACHED_LENGTH) {
    if (splitCache.size >= MAX_CACHED) splitCache.clear();
    splitCache.set(text, words);
  }
  return words;
}

/** Stems of the words of an identifier or sentence. */
export function stems(text: string): string[] {
  return splitWords(text).map(stem);
}
