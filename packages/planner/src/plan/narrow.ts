import type { Operation } from '@parley/dsl';
import { comparisonSpan, readCondition } from '../conditions/read.ts';
import { resolveTest } from '../conditions/resolve.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import { fieldsOf } from '../schema/fields.ts';
import { enumOf } from '../schema/schema.ts';
import type { Source } from '../slots/scope.ts';
import type { PlanBuilder } from './builder.ts';
import type { FlowTest } from './flow.ts';
import { pathText } from './path.ts';

/**
 * Plans something about things that words narrow: "tickets older than 48 hours", "each gold customer". What the list
 * was not asked for already becomes a condition on each of them; a comparison that fits nothing is said to be unmatched.
 */
export function planNarrowed(
  builder: PlanBuilder,
  words: readonly Token[],
  plan: () => void,
  operation?: Operation,
): void {
  const own = operation ? (builder.context.index.byId.get(operation.id)?.words.name ?? []) : [];
  // "cancel scheduled orders" names `cancelScheduledOrder`; the word narrows nothing more.
  const options = words.filter((token) => !own.includes(token.stem));
  if (words[0] && builder.narrowed.has(words[0])) {
    plan();
    return;
  }
  const found = [...comparedTests(builder, words), ...optionTests(builder, options)];
  const tests = found.length > 0 ? found : relativeTests(builder, words, operation !== undefined);
  if (tests.length === 0) {
    plan();
    return;
  }
  const text = tests.map((test) => test.text).join(' and ');
  const cond = { join: 'and', negate: false, tests } as const;
  const id = builder.add(`if ${text}`, { kind: 'if', cond, words: builder.span(words) });
  // The same words may stand for the list and for what is done with each of it: "retrieve and delete all files that ...".
  if (words[0]) builder.narrowed.add(words[0]);
  builder.within(id, 'main', plan);
}

function comparedTests(builder: PlanBuilder, words: readonly Token[]): FlowTest[] {
  const span = comparisonSpan(words);
  if (!span) return [];
  // The noun that is compared stands right before the comparison.
  const said = words.slice(Math.max(0, span.from - 2), span.end);
  const [spoken] = readCondition(said).tests;
  const sources = builder.scope.filter((source) => source.kind !== 'first');
  const found = spoken && resolveTest(spoken, sources, builder.span(said)?.text ?? '');
  if (found) return [found.test];
  builder.missed(words.slice(span.from, span.end));
  return [];
}

/** "files that belong to the user", "tasks marked as completed": a condition on each item, asked about when no field fits. */
function relativeTests(builder: PlanBuilder, words: readonly Token[], acts: boolean): FlowTest[] {
  if (!builder.scope.some((source) => source.kind === 'item')) return [];
  const at = words.findIndex((token, index) => index > 0 && RELATIVE.test(token.lower));
  const said = at < 0 ? [] : words.slice(words[at]?.lower === 'marked' ? at : at + 1);
  if (said.length < 2) return [];
  const text = builder.span(said)?.text ?? '';
  const [spoken] = readCondition(said).tests;
  const sources = builder.scope.filter((source) => source.kind === 'item');
  const found = spoken && resolveTest(spoken, sources, text);
  // "get the comments that were written" only describes them; what is done to some of them must know which.
  if (!found && !acts) return [];
  return [found?.test ?? { left: null, compare: 'unknown', right: null, rightFrom: null, text }];
}

const RELATIVE = /^(?:that|which|who|whose|where|marked)$/;

/** Values of the item's enumerations among the words, unless the list was asked for with them. */
function optionTests(builder: PlanBuilder, words: readonly Token[]): FlowTest[] {
  const item = builder.scope.find((source) => source.kind === 'item');
  if (!item) return [];
  const asked = new Set(askedFor(builder, item));
  for (const field of fieldsOf(item.schema)) {
    if (field.many || field.path.length > 1) continue;
    const option = enumOf(field.shape).find((value) => !asked.has(value) && names(words, value, item));
    if (option === undefined) continue;
    return [
      {
        left: pathText(item.root, field.path),
        compare: 'eq',
        right: option,
        rightFrom: null,
        text: `${field.name} ${option}`,
      },
    ];
  }
  return [];
}

/** Values that the list was filtered by. */
function askedFor(builder: PlanBuilder, item: Source): string[] {
  const step = item.step === null ? undefined : builder.stepOf(item.step);
  return step?.args.flatMap((arg) => (typeof arg.value === 'string' ? [arg.value] : [])) ?? [];
}

function names(words: readonly Token[], option: string, item: Source): boolean {
  const parts = splitWords(option);
  if (parts.some((part) => item.entities.includes(stem(part)))) return false;
  return words.some((_, at) => parts.every((part, index) => words[at + index]?.lower === part));
}
