import { sameThing, synonymsOf } from '../lexicon/nouns.ts';
import { isKnown, type Verb, type VerbClass } from '../lexicon/verbs.ts';
import { stem } from '../normalise/stem.ts';
import { FIELD_WEIGHTS, type FieldName, type OperationDocument } from './document.ts';
import type { CatalogIndex } from './index-of.ts';

/** What is looked for. All words are stems. */
export interface Query {
  readonly verb: readonly Verb[];
  readonly nouns: readonly string[];
  /** Nouns that only say where or with what: "an issue in that repository". */
  readonly weak?: ReadonlySet<string>;
  /** Things already spoken of, which an operation may be about without being named again. */
  readonly context: readonly string[];
  /** Systems that are named; others are hardly meant then. */
  readonly services?: ReadonlySet<string>;
  /** The system used last, which decides between equals. */
  readonly near?: string;
}

export interface Match {
  readonly document: OperationDocument;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly string[];
}

const K1 = 1.2;
const SYNONYM = 0.85;
const CONTEXT = 0.8;
const RETRIEVED = 40;
const STRANGE = 0.8;
const WEAK = 0.4;
const NAMED_SERVICE = 0.1;
const OTHER_SERVICE = 0.2;
const SAME_SERVICE = 0.02;

/** The operations that fit a query, best first, at most `limit`. */
export function searchOperations(index: CatalogIndex, query: Query, limit = 4): Match[] {
  const matches = retrieve(index, query).map((document) => scoreOperation(index, document, query));
  // Equal scores keep the catalog's order, so that the same words always give the same plan.
  return matches.sort((a, b) => b.score - a.score).slice(0, limit);
}

/** Candidates by BM25F, so that only a handful is looked at closely. */
function retrieve(index: CatalogIndex, query: Query): OperationDocument[] {
  if (index.documents.length <= RETRIEVED) return [...index.documents];
  const scores = new Map<number, number>();
  for (const [word, weight] of weightsOf(query)) {
    const idf = weight * index.idf(word);
    for (const { document, frequency } of index.postings.get(word) ?? []) {
      scores.set(document, (scores.get(document) ?? 0) + (idf * frequency) / (K1 + frequency));
    }
  }
  return [...scores]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, RETRIEVED)
    .flatMap(([at]) => index.documents[at] ?? []);
}

/** The words looked for: nouns count most, what they are also called a little less, what is at hand least. */
function weightsOf(query: Query): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (word: string, weight: number): void => void weights.set(word, Math.max(weight, weights.get(word) ?? 0));
  for (const verb of query.verb) add(stem(verb.base), 0.8);
  for (const noun of query.nouns) {
    for (const word of synonymsOf(noun)) add(word, word === noun ? 1 : 0.7);
  }
  for (const word of query.context) add(word, query.nouns.length === 0 ? 0.6 : 0.15);
  return weights;
}

/** How well one operation fits a query. */
export function scoreOperation(index: CatalogIndex, document: OperationDocument, query: Query): Match {
  const verb = verbScore(document, query.verb);
  const nouns = nounScore(index, document, query);
  const covered = coveredScore(index, document, query);
  const weights = query.nouns.length > 0 ? WEIGHTS : WEIGHTS_WITHOUT_NOUNS;
  // Words that an operation knows nothing of, or a verb that does the contrary, can hardly be made good by the rest.
  const strange = (query.nouns.length > 0 && nouns.score === 0) || (query.verb.length > 0 && verb.score === 0);
  const fit =
    (weights.verb * verb.score + weights.nouns * nouns.score + weights.covered * covered) * (strange ? STRANGE : 1);
  const score = Math.min(1, Math.max(0, fit + serviceScore(document, query)));
  return { document, score: Math.round(score * 1000) / 1000, reasons: [...verb.reasons, ...nouns.reasons] };
}

const WEIGHTS = { verb: 0.42, nouns: 0.33, covered: 0.25 };
const WEIGHTS_WITHOUT_NOUNS = { verb: 0.6, nouns: 0, covered: 0.4 };

function serviceScore(document: OperationDocument, { services, near }: Query): number {
  const { connection } = document.operation;
  if (services && services.size > 0) return services.has(connection) ? NAMED_SERVICE : -OTHER_SERVICE;
  return near === connection ? SAME_SERVICE : 0;
}

interface Part {
  readonly score: number;
  readonly reasons: readonly string[];
}

function verbScore(document: OperationDocument, wanted: readonly Verb[]): Part {
  const main = wanted[0];
  if (!main) return { score: 0.5, reasons: [] };
  const own = document.verb;
  if (own[0]?.base === main.base) return { score: 1, reasons: [`"${main.base}" is its verb`] };
  const shared = wanted.findIndex((verb) => own.some((other) => other.group === verb.group));
  if (shared >= 0)
    return { score: shared === 0 ? 0.95 : 0.85, reasons: [`"${main.base}" means "${own[0]?.base}" here`] };
  if (makesNamed(document, main)) return { score: 0.9, reasons: [`it makes what "${main.base}" asks for`] };
  if (tellsSomething(document, wanted)) return { score: 0.9, reasons: [`to make a message is to "${main.base}" it`] };
  if (document.told.some((verb) => verb.base === main.base))
    return { score: 0.8, reasons: [`its description says "${main.base}"`] };
  if (document.told.some((verb) => wanted.some((other) => other.group === verb.group)))
    return { score: 0.7, reasons: [`its description fits "${main.base}"`] };
  return { score: classScore(document, main), reasons: [] };
}

const MESSAGES = new Set(['messag', 'mail', 'email', 'notif', 'sms', 'notic', 'comment', 'post'].map(stem));

/** What some verbs make: to subscribe is to create a subscription. */
const MADE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    subscribe: 'subscription',
    register: 'registration',
    reserve: 'reservation',
    deliver: 'delivery',
    ship: 'shipment',
    pay: 'payment',
    invite: 'invitation',
    notify: 'notification',
    assign: 'assignment',
    book: 'booking',
    sign: 'signature',
  }).map(([verb, noun]) => [verb, stem(noun)]),
);

/** `createSubscription` subscribes, `createRelease` releases. */
function makesNamed(document: OperationDocument, verb: Verb): boolean {
  const made = MADE.get(verb.base) ?? stem(verb.base);
  return document.verb[0]?.group === 'create' && document.nouns.at(-1) === made;
}

/** An API that creates a message sends it. */
function tellsSomething(document: OperationDocument, wanted: readonly Verb[]): boolean {
  const sends = wanted.some((verb) => verb.group === 'send' || verb.group === 'message');
  return (
    sends && document.verb.some((verb) => verb.group === 'create') && document.nouns.some((noun) => MESSAGES.has(noun))
  );
}

/** What an operation does by its name, else by its description. */
function ownClass(document: OperationDocument): VerbClass | undefined {
  return [document.verb[0], document.told[0]].find((verb) => verb !== undefined && isKnown(verb))?.class;
}

/** To create something is neither to change nor to run nor to delete it. */
function contradicts(verb: Verb, own: VerbClass | undefined): boolean {
  if (!isKnown(verb) || own === undefined || own === verb.class) return false;
  return own !== 'act' || /^(?:create|update|delete)$/.test(verb.class);
}

/** How far an operation can stand for a verb that it does not name. */
function classScore(document: OperationDocument, verb: Verb): number {
  const looks = verb.class === 'read' || verb.class === 'check';
  if (looks !== document.reads) return 0;
  const own = ownClass(document);
  if (!looks && contradicts(verb, own)) return 0;
  if (looks) return verb.group === 'find' && document.verb[0]?.group === 'list' ? 0.85 : 0.6;
  if (own === verb.class && own !== 'act') return 0.45;
  return 0.2;
}

function nounScore(index: CatalogIndex, document: OperationDocument, { nouns, weak }: Query): Part {
  let total = 0;
  let found = 0;
  const reasons: string[] = [];
  for (const noun of nouns) {
    const match = bestField(document, noun);
    // What is only said beside ("on Outlook") counts in full where it fits, and little where it does not.
    const weight = Math.max(0.3, index.idf(noun)) * (weak?.has(noun) && match.score === 0 ? WEAK : 1);
    total += weight;
    found += weight * match.score;
    if (match.field) reasons.push(`"${noun}" is in its ${match.field === 'group' ? 'system or tag' : match.field}`);
  }
  return { score: total === 0 ? 0 : found / total, reasons };
}

const FIELDS = Object.keys(FIELD_WEIGHTS) as FieldName[];

function bestField(document: OperationDocument, noun: string): { score: number; field?: FieldName } {
  let best: { score: number; field?: FieldName } = { score: 0 };
  for (const field of FIELDS) {
    const words = document.words[field];
    const fit = words.includes(noun) ? 1 : words.some((word) => sameThing(word, noun)) ? SYNONYM : 0;
    const score = fit * FIELD_WEIGHTS[field];
    if (score > best.score) best = { score, field };
  }
  return best;
}

/** How much of the operation's own name was asked for: `listLowStock` says more than "list stock". */
function coveredScore(index: CatalogIndex, document: OperationDocument, query: Query): number {
  let total = 0;
  let found = 0;
  for (const word of document.nouns) {
    const weight = Math.max(0.3, index.idf(word));
    total += weight;
    // The verb counts too: "order more" names the orders it makes.
    if (query.nouns.includes(word) || query.verb.some((verb) => stem(verb.base) === word)) found += weight;
    else if (query.nouns.some((noun) => sameThing(noun, word))) found += weight * SYNONYM;
    else if (query.context.some((other) => sameThing(other, word))) found += weight * CONTEXT;
  }
  return total === 0 ? 0.5 : found / total;
}
