import { formatIsoDuration, type Json } from '@parley/kernel';
import { sameThing } from '../lexicon/nouns.ts';
import { durationAt, unitMs } from '../normalise/durations.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import { enumOf, isMoney, typeOf } from '../schema/schema.ts';
import type { Target } from './match.ts';

/** Values that an action's words name, by the argument they are for. */
export function literalsFor(targets: readonly Target[], tokens: readonly Token[], currency: string): Map<string, Json> {
  const found = new Map<string, Json>();
  const used = new Set<Token>();
  for (const read of [readDurations, readNumbers, readMoney, readEnums, readEmails, readFlags]) {
    for (const [name, value, token] of read(targets, tokens, currency)) {
      if (found.has(name) || used.has(token)) continue;
      found.set(name, value);
      used.add(token);
    }
  }
  return found;
}

type Reader = (
  targets: readonly Target[],
  tokens: readonly Token[],
  currency: string,
) => [name: string, value: Json, token: Token][];

const wordsOf = (name: string): string[] => splitWords(name).map(stem);

/** "50 loyalty points": a number goes where a word beside it is in the argument's name, or to the only number wanted. */
const readNumbers: Reader = (targets, tokens) => {
  const numeric = targets.filter(
    (target) =>
      /^(?:number|integer)$/.test(typeOf(target.shape)) && !/^(?:limit|page|offset|cursor)$/i.test(target.name),
  );
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'number' || token.value === undefined || unitMs(tokens[at + 1]?.lower ?? '') !== undefined)
      return [];
    const near = [...tokens.slice(at + 1, at + 4), ...tokens.slice(Math.max(0, at - 3), at)].map((word) => word.stem);
    const named = numeric.find((target) =>
      wordsOf(target.name).some((word) => near.some((other) => sameThing(word, other))),
    );
    const target = named ?? (numeric.length === 1 ? numeric[0] : undefined);
    return target ? [[target.name, token.value, token] as [string, Json, Token]] : [];
  });
};

const readMoney: Reader = (targets, tokens, currency) => {
  const money = targets.filter((target) => isMoney(target.shape));
  const token = tokens.find((each) => each.kind === 'money');
  const target = money[0];
  if (!token || !target) return [];
  return [[target.name, { amount: Math.round((token.value ?? 0) * 100), currency: token.currency ?? currency }, token]];
};

const readDurations: Reader = (targets, tokens) =>
  tokens.flatMap((token, at) => {
    const found = token.kind === 'number' ? durationAt(tokens, at) : undefined;
    if (!found) return [];
    const target = targets.find((each) => each.shape.format === 'duration' || unitOf(each.name) !== undefined);
    if (!target) return [];
    const unit = unitOf(target.name);
    return [
      [target.name, unit === undefined ? formatIsoDuration(found.ms) : Math.round(found.ms / unit), token] as [
        string,
        Json,
        Token,
      ],
    ];
  });

/** The unit a name counts in: `delayMinutes` counts minutes. */
export function unitOf(name: string): number | undefined {
  return splitWords(name)
    .map(unitMs)
    .find((unit) => unit !== undefined);
}

const readEnums: Reader = (targets, tokens) =>
  targets.flatMap((target) => {
    const item = typeOf(target.shape) === 'array' ? undefined : target.shape;
    if (!item) return [];
    for (const value of enumOf(item)) {
      const words = splitWords(value);
      const at = tokens.findIndex(
        (_, index) => words.length > 0 && words.every((word, offset) => sameWord(tokens[index + offset], word)),
      );
      const token = tokens[at];
      if (token) return [[target.name, value, token] as [string, Json, Token]];
    }
    return [];
  });

function sameWord(token: Token | undefined, word: string): boolean {
  return (
    token?.kind === 'word' &&
    (token.lower === word || token.lower === `${word}s` || token.lower.replaceAll('-', '') === word)
  );
}

const readEmails: Reader = (targets, tokens) => {
  const token = tokens.find((each) => each.kind === 'email');
  const target = targets.find((each) => each.shape.format === 'email' || /email/i.test(each.name));
  return token && target ? [[target.name, token.text, token]] : [];
};

/** "message the shift lead urgently" sets `urgent`. */
const readFlags: Reader = (targets, tokens) =>
  targets
    .filter((target) => typeOf(target.shape) === 'boolean')
    .flatMap((target) => {
      const words = wordsOf(target.name);
      const token =
        words.length === 1 ? tokens.find((each) => each.kind === 'word' && each.stem === words[0]) : undefined;
      return token ? [[target.name, true, token] as [string, Json, Token]] : [];
    });
