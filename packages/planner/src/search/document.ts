import type { Operation } from '@parley/dsl';
import { STOP_WORDS } from '../lexicon/function-words.ts';
import type { Verb, VerbLexicon } from '../lexicon/verbs.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import { fieldsOf } from '../schema/fields.ts';
import { enumOf } from '../schema/schema.ts';

/** The parts of an operation that a query is compared with, and what a match in each is worth. */
export const FIELD_WEIGHTS = {
  name: 1,
  path: 0.95,
  group: 0.9,
  summary: 0.85,
  description: 0.6,
  schema: 0.45,
} as const;
export type FieldName = keyof typeof FIELD_WEIGHTS;

/** An operation prepared for search. All words are stems. */
export interface OperationDocument {
  readonly operation: Operation;
  /** Senses of the verb in the name (`reject` in `rejectOrder`), empty when it has none. */
  readonly verb: readonly Verb[];
  /** Verbs of the summary, and the one the description starts with. */
  readonly told: readonly Verb[];
  /** The words of the name beside its verb: `order` in `rejectOrder`. */
  readonly nouns: readonly string[];
  /** True when calling it changes nothing. */
  readonly reads: boolean;
  readonly words: Readonly<Record<FieldName, readonly string[]>>;
}

/** Names in snake, kebab or camel case, with verbs that look but are written as POST. */
const LOOKS = new Set(['check', 'get', 'list', 'find', 'estimate']);

/** Prepares an operation for search. */
export function documentOf(operation: Operation, verbs: VerbLexicon): OperationDocument {
  const nameWords = splitWords(operation.name);
  const first = verbs.get(nameWords[0] ?? '');
  const isVerb = first !== undefined && nameWords.length > 0;
  const nouns = nameWords.slice(isVerb ? 1 : 0).filter((word) => !STOP_WORDS.has(word));
  const verb = isVerb ? first.senses : [];
  const told = verbsIn(operation.summary, verbs).concat(verbsIn(splitWords(operation.description)[0] ?? '', verbs));
  const words = {
    name: nameWords,
    path: operation.path
      .split('/')
      .filter((part) => !part.includes('{'))
      .flatMap(splitWords),
    group: [...[operation.connection, ...operation.tags].flatMap(splitWords), ...productNames(operation.connection)],
    summary: splitWords(operation.summary),
    description: splitWords(operation.description),
    schema: [...fieldsOf(operation.input), ...fieldsOf(operation.output)]
      .filter((field) => field.path.length <= 3)
      .flatMap((field) => [...splitWords(field.name), ...enumOf(field.shape).flatMap(splitWords)]),
  };
  return {
    operation,
    verb,
    told,
    nouns: nouns.map(stem),
    reads: operation.method === 'GET' || operation.method === 'HEAD' || LOOKS.has(verb[0]?.group ?? ''),
    words: mapValues(words, (list) => [...new Set(list.filter((word) => !STOP_WORDS.has(word)).map(stem))]),
  };
}

/** A system's name as people write it: `GitHub` is one word, `monday com` too. */
export function productNames(connection: string): readonly string[] {
  const parts = connection
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return parts.length > 1 ? [...parts, parts.join('')] : parts;
}

function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, map: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value as A)])) as Record<K, B>;
}

/** Verbs of a sentence in the forms a description uses: "Check ...", "Cancels ...". */
function verbsIn(text: string, verbs: VerbLexicon): Verb[] {
  return splitWords(text).flatMap((word, index) => {
    const form = verbs.get(word);
    if (!form || form.inflection === 'past' || form.inflection === 'gerund') return [];
    return index === 0 || !form.nounToo ? [...form.senses] : [];
  });
}
