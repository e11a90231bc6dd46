import type { Catalog } from '@parley/dsl';
import { STOP_WORDS } from '../lexicon/function-words.ts';
import { buildVerbLexicon, type VerbLexicon } from '../lexicon/verbs.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import { documentOf, FIELD_WEIGHTS, type FieldName, type OperationDocument, productNames } from './document.ts';

/** A catalog prepared for search and for reading sentences about it. */
export interface CatalogIndex {
  readonly catalog: Catalog;
  readonly verbs: VerbLexicon;
  readonly documents: readonly OperationDocument[];
  /** Documents by operation id. */
  readonly byId: ReadonlyMap<string, OperationDocument>;
  readonly postings: ReadonlyMap<string, readonly Posting[]>;
  /** Systems by a word (a stem) of their name that means nothing else in the catalog, such as a product's name. */
  readonly services: ReadonlyMap<string, ReadonlySet<string>>;
  /** How rare a word is: ln(1 + (N - n + 0.5) / (n + 0.5)). */
  idf(word: string): number;
}

export interface Posting {
  readonly document: number;
  /** Weighted term frequency over the fields, normalised by their lengths. */
  readonly frequency: number;
}

// BM25F after Robertson, Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); b as usual.
const LENGTH_NORMALISATION = 0.6;
const indexes = new WeakMap<Catalog, CatalogIndex>();

/** The index of a catalog, built once for each catalog object. */
export function indexOf(catalog: Catalog): CatalogIndex {
  const known = indexes.get(catalog);
  if (known) return known;
  const built = buildIndex(catalog);
  indexes.set(catalog, built);
  return built;
}

function buildIndex(catalog: Catalog): CatalogIndex {
  const verbs = buildVerbLexicon(catalog.operations.flatMap((operation) => verbOfName(operation.name)));
  const documents = catalog.operations.map((operation) => documentOf(operation, verbs));
  const names = Object.keys(FIELD_WEIGHTS) as FieldName[];
  const average = Object.fromEntries(
    names.map((name) => [
      name,
      documents.reduce((sum, doc) => sum + doc.words[name].length, 0) / Math.max(1, documents.length),
    ]),
  );
  const postings = new Map<string, Posting[]>();
  documents.forEach((document, at) => {
    for (const [word, frequency] of frequencies(document, names, average)) {
      const list = postings.get(word);
      if (list) list.push({ document: at, frequency });
      else postings.set(word, [{ document: at, frequency }]);
    }
  });
  const total = documents.length;
  return {
    catalog,
    verbs,
    documents,
    byId: new Map(documents.map((document) => [document.operation.id, document])),
    postings,
    services: servicesOf(documents),
    idf: (word) => {
      const count = postings.get(word)?.length ?? 0;
      return Math.log(1 + (total - count + 0.5) / (count + 0.5));
    },
  };
}

function servicesOf(documents: readonly OperationDocument[]): Map<string, ReadonlySet<string>> {
  const things = new Set(documents.flatMap((document) => [...document.words.name, ...document.words.path]));
  const services = new Map<string, Set<string>>();
  for (const connection of new Set(documents.map((document) => document.operation.connection))) {
    for (const word of productNames(connection).map(stem)) {
      if (things.has(word) || STOP_WORDS.has(word)) continue;
      services.set(word, (services.get(word) ?? new Set()).add(connection));
    }
  }
  return services;
}

/** The systems that words name: those that the most of the words fit. */
export function servicesNamed(index: CatalogIndex, words: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const word of new Set(words)) {
    for (const connection of index.services.get(word) ?? []) counts.set(connection, (counts.get(connection) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return new Set([...counts].filter(([, count]) => count === most).map(([connection]) => connection));
}

/** A name of several words that starts like a verb brings a verb the lexicon may lack: `onboardSupplier`. */
function verbOfName(name: string): string[] {
  const words = splitWords(name);
  const first = words[0];
  return first !== undefined && words.length > 1 && /^[a-z]{3,}$/.test(first) && /^[a-z]/.test(name) ? [first] : [];
}

function frequencies(
  document: OperationDocument,
  names: readonly FieldName[],
  average: Readonly<Record<string, number>>,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of names) {
    const words = document.words[name];
    const length = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * (words.length / Math.max(1, average[name] ?? 1));
    for (const word of words) found.set(word, (found.get(word) ?? 0) + FIELD_WEIGHTS[name] / length);
  }
  return found;
}
