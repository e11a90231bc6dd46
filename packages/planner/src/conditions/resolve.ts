import type { Json } from '@parley/kernel';
import { sameThing } from '../lexicon/nouns.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import type { Comparison, FlowTest } from '../plan/flow.ts';
import { pathText } from '../plan/path.ts';
import { type Field, fieldsOf } from '../schema/fields.ts';
import { descriptionOf, enumOf, propertiesOf, shapeOf } from '../schema/schema.ts';
import { unitOf } from '../slots/literals.ts';
import type { Source } from '../slots/scope.ts';
import type { SpokenTest, SpokenValue } from './read.ts';

export interface Resolved {
  readonly test: FlowTest;
  /** 0 to 1. */
  readonly score: number;
  readonly source: Source;
  readonly field: Field;
}

const THRESHOLD = 0.4;

/** The best reading of a spoken test against what is in scope; undefined when nothing fits. */
export function resolveTest(spoken: SpokenTest, sources: readonly Source[], text: string): Resolved | undefined {
  if (spoken.value.kind === 'words' && /^(?:gt|ge|lt|le)$/.test(spoken.compare)) {
    return fieldComparison(spoken, spoken.value.tokens, sources, text);
  }
  let best: Resolved | undefined;
  sources.forEach((source, distance) => {
    for (const field of fieldsOf(source.schema)) {
      const found = readingOf(spoken, source, field);
      if (!found) continue;
      const score = found.score - 0.01 * distance - 0.03 * (field.path.length - 1) - (field.many ? 0.1 : 0);
      if (score < THRESHOLD || (best && best.score >= score)) continue;
      best = { test: { ...found.test, text }, score, source, field };
    }
  });
  return best;
}

type Reading = { readonly test: Omit<FlowTest, 'text'>; readonly score: number };

function readingOf(spoken: SpokenTest, source: Source, field: Field): Reading | undefined {
  const left = pathText(source.root, field.path);
  const about = aboutScore(spoken.words, source, field);
  const make = (compare: Comparison, right: Json, score: number): Reading => ({
    test: { left, compare: negated(compare, spoken.negate), right, rightFrom: null },
    score,
  });
  switch (spoken.value.kind) {
    case 'money':
      return moneyReading(spoken.value, spoken.compare, field, about, make);
    case 'duration':
      return durationReading(spoken.value.ms, spoken.compare, field, about, make);
    case 'number':
    case 'percent':
      return /^(?:number|integer)$/.test(field.type) && about > 0.3
        ? make(spoken.compare, spoken.value.value, about)
        : undefined;
    case 'text':
      return field.type === 'string' && about > 0.3
        ? make(
            spoken.compare === 'true' ? 'eq' : spoken.compare,
            spoken.value.value,
            about + enumBonus(field, spoken.value.value),
          )
        : undefined;
    case 'words':
      return wordsReading(spoken, spoken.value.tokens, field, about, make);
    case 'none':
      return bareReading(spoken, field, about, make);
  }
}

const NEGATION: Readonly<Partial<Record<Comparison, Comparison>>> = {
  eq: 'ne',
  ne: 'eq',
  gt: 'le',
  ge: 'lt',
  lt: 'ge',
  le: 'gt',
};

function negated(compare: Comparison, negate: boolean): Comparison {
  return negate ? (NEGATION[compare] ?? compare) : compare;
}

type Make = (compare: Comparison, right: Json, score: number) => Reading;

function moneyReading(
  value: Extract<SpokenValue, { kind: 'money' }>,
  compare: Comparison,
  field: Field,
  about: number,
  make: Make,
): Reading | undefined {
  const inside = field.path.at(-2) !== undefined;
  if (field.type === 'money') {
    const amount = shapeOf(propertiesOf(field.shape).amount, field.shape);
    const minor = amount.type === 'integer' || /minor|cents/i.test(descriptionOf(amount));
    const reading = make(
      compare,
      minor ? Math.round(value.value * 100) : value.value,
      0.5 + 0.4 * about + totalBonus(field),
    );
    return { ...reading, test: { ...reading.test, left: `${reading.test.left}.amount` } };
  }
  const plain = /^(?:number|integer)$/.test(field.type) && field.words.some((word) => MONEY.has(word));
  return plain && !(inside && field.name === 'amount') ? make(compare, value.value, 0.45 + 0.4 * about) : undefined;
}

const MONEY = new Set('total amount price cost value sum balanc fee spend spent'.split(' '));

/** Of several amounts the total is meant. */
const totalBonus = (field: Field): number => (field.words.includes('total') ? 0.05 : 0);

function durationReading(
  ms: number,
  compare: Comparison,
  field: Field,
  about: number,
  make: Make,
): Reading | undefined {
  const unit = unitOf(field.name);
  if (unit === undefined || !/^(?:number|integer)$/.test(field.type)) return undefined;
  return make(compare, Math.round((ms / unit) * 100) / 100, 0.45 + 0.5 * about);
}

function enumBonus(field: Field, value: Json): number {
  return enumOf(field.shape).includes(String(value)) ? 0.3 : 0;
}

/** "is critical", "status is ready": a value of an enumeration, or a flag of that name. */
function wordsReading(
  spoken: SpokenTest,
  tokens: readonly Token[],
  field: Field,
  about: number,
  make: Make,
): Reading | undefined {
  const value = enumOf(field.shape).find((option) => sameWords(option, tokens));
  if (value !== undefined) return make('eq', value, 0.6 + 0.4 * about);
  if (field.type === 'boolean') return flagReading(spoken, about, make);
  if (spoken.compare === 'contains' && /^(?:string|array)$/.test(field.type) && about > 0.4) {
    return make('contains', tokens.map((token) => token.text).join(' '), about);
  }
  const comparable =
    !/(?:^id|Id)$/.test(field.name) &&
    spoken.compare === 'eq' &&
    field.type === 'string' &&
    enumOf(field.shape).length === 0 &&
    field.shape.format === undefined;
  // "the city is Berlin": only a field that is named by the words can be compared with a word.
  return comparable && about >= 0.6 && tokens.length <= 3
    ? make('eq', tokens.map((token) => token.text).join(' '), about - 0.1)
    : undefined;
}

function flagReading(spoken: SpokenTest, about: number, make: Make): Reading | undefined {
  if (about < 0.5) return undefined;
  const reading = make('true', null, about + 0.1);
  return spoken.negate ? { ...reading, test: { ...reading.test, compare: 'ne', right: true } } : reading;
}

function sameWords(option: string, tokens: readonly Token[]): boolean {
  const words = splitWords(option);
  return tokens.some((_, at) =>
    words.every((word, index) => tokens[at + index]?.lower === word || tokens[at + index]?.stem === stem(word)),
  );
}

/** "the order has notes", "is urgent", "there is a discount". */
function bareReading(spoken: SpokenTest, field: Field, about: number, make: Make): Reading | undefined {
  if (spoken.compare === 'empty') {
    if (!/^(?:string|array|any|object)$/.test(field.type) || about < 0.5) return undefined;
    return make('empty', null, about);
  }
  return field.type === 'boolean' ? flagReading(spoken, about, make) : undefined;
}

/** How well the words name a field: its own words count most, then where it is. */
function aboutScore(words: readonly string[], source: Source, field: Field): number {
  if (words.length === 0) return 0;
  const own = field.words.filter((word) => word !== 'is' && word !== 'has');
  const named = own.filter((word) => words.some((other) => sameThing(word, other))).length;
  const around = [...own, ...source.entities, ...field.path.slice(0, -1).flatMap(splitWords).map(stem)];
  const explained = words.filter((word) => around.some((other) => sameThing(word, other))).length;
  return (named / Math.max(1, own.length)) * 0.65 + (explained / words.length) * 0.35;
}

/** "on hand is below its reorder level": both sides are numbers of the same thing. */
function fieldComparison(
  spoken: SpokenTest,
  tokens: readonly Token[],
  sources: readonly Source[],
  text: string,
): Resolved | undefined {
  const words = tokens.map((token) => token.stem);
  const best = (wanted: readonly string[], source: Source): { field: Field; score: number } | undefined =>
    fieldsOf(source.schema)
      .filter((field) => /^(?:number|integer)$/.test(field.type) && !field.many)
      .map((field) => ({ field, score: aboutScore(wanted, source, field) }))
      .filter(({ score }) => score > 0.3)
      .sort((a, b) => b.score - a.score)[0];
  for (const source of sources) {
    const left = best(spoken.words, source);
    const right = best(words, source);
    if (!left || !right || left.field === right.field) continue;
    const rightFrom = pathText(source.root, right.field.path);
    const compare = negated(spoken.compare, spoken.negate);
    const test: FlowTest = { left: pathText(source.root, left.field.path), compare, right: null, rightFrom, text };
    return { test, score: Math.min(left.score, right.score), source, field: left.field };
  }
  return undefined;
}
