import { humanize } from './words.ts';

/** How a name that begins with a verb says its opposite: `has capacity`, `has no capacity`. */
const VERBS: Readonly<Record<string, string>> = {
  is: 'is not',
  are: 'are not',
  was: 'was not',
  were: 'were not',
  has: 'has no',
  have: 'have no',
  had: 'had no',
  can: 'cannot',
  could: 'could not',
  should: 'should not',
  must: 'need not',
  will: 'will not',
  needs: 'does not need',
  wants: 'does not want',
  requires: 'does not require',
  allows: 'does not allow',
  accepts: 'does not accept',
  supports: 'does not support',
};

/** Adjectives that no ending gives away. */
const ADJECTIVES = new Set(
  (
    'active available big busy clean cold complete correct dead dirty done due early empty enough fast final first free ' +
    'fresh full good high hot internal known large last late live local long low main new ok old online offline open other ' +
    'out over own paid public private ready right safe sold short sick slow small special subscribed sure true urgent valid ' +
    'invalid vip warm weak wrong'
  ).split(' '),
);

/** A field that is true or false in plain words: `the kitchen has capacity`, `the order is paid`, `there is no discount`. */
export function truthWords(path: readonly string[], holds: boolean): string {
  const [verb = '', ...rest] = humanize(path.at(-1)!).split(' ');
  const owner = ownerOf(path);
  const subject = owner === undefined ? 'it' : `the ${owner}`;
  const opposite = VERBS[verb];
  if (opposite !== undefined && rest.length > 0) {
    return `${subject} ${holds ? verb : opposite} ${rest.join(' ')}`;
  }
  const words = [verb, ...rest].join(' ');
  if (isAdjective(verb) || (rest.length > 0 && isAdjective(rest.at(-1)!))) {
    return `${subject} is ${holds ? '' : 'not '}${words}`;
  }
  return existenceWords(path, holds);
}

/** A field that is there or not: `the order has a note`, `there are no items`. */
export function existenceWords(path: readonly string[], exists: boolean): string {
  const noun = humanize(path.at(-1)!);
  const owner = ownerOf(path);
  const plural = /[^s]s$/.test(noun) && !/(?:us|is)$/.test(noun);
  const what = exists ? (plural ? noun : `${article(noun)} ${noun}`) : `no ${noun}`;
  return owner === undefined ? `there ${plural ? 'are' : 'is'} ${what}` : `the ${owner} has ${what}`;
}

function ownerOf(path: readonly string[]): string | undefined {
  return path.length > 1 ? humanize(path.at(-2)!) : undefined;
}

/** Participles and most adjectives are known by their endings. */
function isAdjective(word: string): boolean {
  return ADJECTIVES.has(word) || /(?:[^e]ed|able|ible|ful|less|ive|ous)$/.test(word);
}

function article(noun: string): string {
  return /^[aeio]|^u(?!n[i]|s[ea])/i.test(noun) ? 'an' : 'a';
}
