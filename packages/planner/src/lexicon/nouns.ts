import { stem } from '../normalise/stem.ts';

/**
 * Words that business people use for the same thing; the first of a line is only the line's name. General trade words,
 * not the words of one catalog.
 */
const SYNONYMS: readonly string[] = [
  'stock inventory supply ingredient',
  'employee staff worker colleague crew personnel',
  'driver courier rider',
  'customer client guest patron diner consumer shopper',
  'payment charge transaction',
  'equipment machine appliance device oven fridge freezer',
  'delivery shipment parcel',
  'cost expense spend spending',
  'supplier vendor',
  'preparation cooking prep kitchen',
  'item product article good goods',
  'labor labour',
  'capacity room space slot',
  'shift rota roster',
  'points reward bonus',
  'arrival eta',
  'reservation booking',
  'meeting event appointment',
  'ticket incident case issue',
  'mail email message',
  'user member account',
  'invoice bill',
  'document file',
  'leave vacation holiday off',
  'pullrequest pr prs mergerequest',
  'repository repo',
  'im dm',
  'total amount price value sum',
  'delay late lateness overdue',
];

const groups = new Map<string, Set<number>>();
for (const [index, line] of SYNONYMS.entries()) {
  for (const word of line.split(' ')) {
    const key = stem(word);
    const known = groups.get(key);
    if (known) known.add(index);
    else groups.set(key, new Set([index]));
  }
}

/** True when two stems name the same kind of thing, equal stems included. */
export function sameThing(left: string, right: string): boolean {
  if (left === right) return true;
  const first = groups.get(left);
  const second = groups.get(right);
  return first !== undefined && second !== undefined && [...first].some((group) => second.has(group));
}

/** Every stem that names the same thing as `word` (a stem), itself first. */
export function synonymsOf(word: string): string[] {
  const found = groups.get(word);
  if (!found) return [word];
  const all = [...found].flatMap((index) => (SYNONYMS[index] ?? '').split(' ').map(stem));
  return [...new Set([word, ...all])];
}
