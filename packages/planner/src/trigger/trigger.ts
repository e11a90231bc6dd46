import type { Clause, IfClause } from '../clauses/clause.ts';
import type { ClauseTree } from '../clauses/tree.ts';
import { readCondition } from '../conditions/read.ts';
import { resolveTest } from '../conditions/resolve.ts';
import { durationAt } from '../normalise/durations.ts';
import { splitWords } from '../normalise/stem.ts';
import { type Token, wordAt } from '../normalise/tokens.ts';
import type { PlanBuilder } from '../plan/builder.ts';
import type { FlowTrigger } from '../plan/flow.ts';
import { fieldsOf } from '../schema/fields.ts';
import { enumOf } from '../schema/schema.ts';
import { triggerSource } from '../slots/scope.ts';
import { beyondEvent, type EventMatch, matchEvents } from './events.ts';
import type { FoundSchedule } from './schedule.ts';

/** An event is taken without asking from this score on, and only when no other comes as close as `CLOSE`. */
const TAKEN = 0.55;
const CLOSE = 0.06;

export interface PlannedTrigger {
  readonly trigger: FlowTrigger;
  /** What is left to be planned. */
  readonly clauses: readonly Clause[];
  /** Events that the words may mean, when it has to be asked. */
  readonly candidates: readonly EventMatch[];
}

/** Decides what starts the workflow and makes what it brings known to the plan. */
export function planTrigger(
  builder: PlanBuilder,
  tree: ClauseTree,
  schedule: FoundSchedule | undefined,
  tokens: readonly Token[],
  given?: FlowTrigger,
): PlannedTrigger {
  if (given) return givenTrigger(builder, tree, given);
  if (schedule) return scheduled(builder, tree, schedule, tokens);
  if (tree.trigger.length > 0) return byEvent(builder, tree.trigger, tree.clauses);
  return implied(builder, tree.clauses);
}

function scheduled(
  builder: PlanBuilder,
  tree: ClauseTree,
  schedule: FoundSchedule,
  tokens: readonly Token[],
): PlannedTrigger {
  const words = builder.span(tokens.slice(schedule.from, schedule.end));
  const clauses = tree.trigger.length > 0 ? [conditionOf(tree.trigger, tree.clauses)] : tree.clauses;
  const timeZone = schedule.timeZone ?? builder.context.tenant.timeZone;
  if (schedule.every !== undefined)
    return { trigger: { kind: 'every', every: schedule.every, words }, clauses, candidates: [] };
  const cron = schedule.cron ?? '0 9 * * *';
  builder.scheduleDays = daysBetween(cron);
  if (!schedule.timeGiven) builder.assume('No time of day was named, so it starts at 09:00.');
  if (schedule.timeZone === undefined) builder.assume(`Times are in ${timeZone}.`);
  return { trigger: { kind: 'cron', cron, timeZone, words }, clauses, candidates: [] };
}

/** The trigger was answered or changed; what the words said about it may still narrow it. */
function givenTrigger(builder: PlanBuilder, tree: ClauseTree, trigger: FlowTrigger): PlannedTrigger {
  const event =
    trigger.kind === 'event' ? builder.context.catalog.events.find((each) => each.type === trigger.type) : undefined;
  if (event) return { ...taken(builder, { event, score: 1 }, narrowing(tree.trigger, trigger), tree.clauses), trigger };
  if (trigger.kind === 'cron') builder.scheduleDays = daysBetween(trigger.cron);
  builder.startedByHand = trigger.kind === 'manual';
  return { trigger, clauses: tree.clauses, candidates: [] };
}

/** Words about another event narrow the given one only by what they compare: "delayed more than 15 minutes". */
function narrowing(words: readonly Token[], { words: said }: FlowTrigger): readonly Token[] {
  const answered = said !== null && said.start === words[0]?.start;
  return answered || valueAt(words) >= 0 ? words : [];
}

/** "Every hour, when the oven fails, ...": with a schedule a "when" is a condition. */
function conditionOf(condition: readonly Token[], clauses: readonly Clause[]): IfClause {
  return { type: 'if', condition, negate: false, then: [...clauses], otherwise: [], words: condition };
}

/** Days from one start of a schedule to the next, as its fields say: a week for a day of the week, a month for a day of the month. */
export function daysBetween(cron: string): number {
  const [, , day = '*', , weekday = '*'] = cron.split(' ');
  if (day !== '*') return 30;
  if (weekday === '*' || weekday.includes('-')) return 1;
  return weekday.includes(',') ? 1 : 7;
}

function byEvent(builder: PlanBuilder, words: readonly Token[], clauses: readonly Clause[]): PlannedTrigger {
  // "completed and more than 20 minutes late": what is compared says nothing about which event it is.
  const value = valueAt(words);
  const before = value < 0 ? words : words.slice(0, value);
  const matches =
    [before, words].map((part) => matchEvents(builder.context.catalog, part)).find(isClear) ??
    matchEvents(builder.context.catalog, words);
  const [best] = matches;
  if (!best || !isClear(matches))
    return { trigger: { kind: 'unknown', words: builder.span(words) }, clauses, candidates: matches };
  return taken(builder, best, words, clauses);
}

function isClear([best, second]: readonly EventMatch[]): boolean {
  return best !== undefined && best.score >= TAKEN && (!second || best.score - second.score >= CLOSE);
}

function taken(
  builder: PlanBuilder,
  match: EventMatch,
  words: readonly Token[],
  clauses: readonly Clause[],
): PlannedTrigger {
  startBy(builder, match.event.type);
  const condition = conditionIn(builder, match, words);
  const planned = condition.length > 0 ? [conditionOf(condition, clauses)] : clauses;
  builder.triggerCondition = condition;
  return {
    trigger: { kind: 'event', type: match.event.type, words: builder.span(words) },
    clauses: planned,
    candidates: [],
  };
}

/** Makes an event's data known to the plan. */
export function startBy(builder: PlanBuilder, type: string): void {
  const event = builder.context.catalog.events.find((each) => each.type === type);
  if (!event) return;
  const source = triggerSource(event);
  builder.eventType = type;
  builder.subject = source.entities;
  builder.mentioned = source.entities;
  builder.know(source);
}

const COMPARES =
  /^(?:more|less|over|under|above|below|at|least|most|fewer|longer|greater|higher|lower|exceeds?|exceeding|by|worth|than)$/;

/** Where a comparison starts: at "more than 15 minutes", "over $200"; negative when there is none. */
function valueAt(words: readonly Token[]): number {
  const value = words.findIndex(
    (token, at) =>
      /^(?:number|money|percent)$/.test(token.kind) ||
      (durationAt(words, at) !== undefined && COMPARES.test(words[at - 1]?.lower ?? '')),
  );
  let start = value;
  while (start > 0 && COMPARES.test(words[start - 1]?.lower ?? '')) start--;
  return start;
}

/** The part of a trigger that narrows it: "delayed more than 15 minutes", "an order over $200", "a critical failure". */
function conditionIn(builder: PlanBuilder, match: EventMatch, words: readonly Token[]): readonly Token[] {
  const value = valueAt(words);
  if (value >= 0) {
    const and = words.slice(0, value).findLastIndex((token) => token.lower === 'and');
    return words.slice(and + 1);
  }
  const extra = beyondEvent(match.event, words);
  const named = extra.find((token) => optionsOf(builder).has(token.lower));
  const at = named ? words.indexOf(named) : -1;
  return named ? words.slice(at, at + 2) : [];
}

const optionsCache = new WeakMap<object, ReadonlySet<string>>();

/** Every word that is a value of some enumeration an event or a read operation gives. */
function optionsOf(builder: PlanBuilder): ReadonlySet<string> {
  const { catalog } = builder.context;
  const known = optionsCache.get(catalog);
  if (known) return known;
  const schemas = [
    ...catalog.events.map((event) => event.data),
    ...catalog.operations.filter((operation) => operation.method === 'GET').map((operation) => operation.output),
  ];
  const options = new Set(
    schemas.flatMap((schema) =>
      fieldsOf(schema)
        .filter((field) => !field.many)
        .flatMap((field) => enumOf(field.shape))
        .flatMap(splitWords),
    ),
  );
  optionsCache.set(catalog, options);
  return options;
}

/** Without a "when": "for every new order ...", "order placed -> ...", "new orders should be checked ...". */
function implied(builder: PlanBuilder, clauses: readonly Clause[]): PlannedTrigger {
  return byFirstClause(builder, clauses) ?? byNewcomer(builder, clauses) ?? byHand(builder, clauses);
}

function byHand(builder: PlanBuilder, clauses: readonly Clause[]): PlannedTrigger {
  builder.startedByHand = true;
  return { trigger: { kind: 'manual', words: null }, clauses, candidates: [] };
}

function byFirstClause(builder: PlanBuilder, [first, ...rest]: readonly Clause[]): PlannedTrigger | undefined {
  switch (first?.type) {
    case 'loop':
      if (!/^(?:new|incoming|placed)$/.test(wordAt(first.over, 0))) return undefined;
      return ifEvent(builder, first.over, TAKEN, [...first.body, ...rest]);
    case 'action':
      return first.verb.length === 0 && rest.length > 0 ? ifEvent(builder, first.words, CERTAIN, rest) : undefined;
    case 'if':
      return byCondition(builder, first, rest);
    default:
      return undefined;
  }
}

/** From this score on words are an event even without a "when". */
const CERTAIN = 0.8;

function ifEvent(
  builder: PlanBuilder,
  words: readonly Token[],
  least: number,
  clauses: readonly Clause[],
): PlannedTrigger | undefined {
  const matches = matchEvents(builder.context.catalog, words);
  const [best] = matches;
  return best && isClear(matches) && best.score >= least ? taken(builder, best, words, clauses) : undefined;
}

/** "If a delivery is delayed, ..." is the event; "if an order is over $200" a condition on one that tells it. */
function byCondition(builder: PlanBuilder, first: IfClause, rest: readonly Clause[]): PlannedTrigger | undefined {
  const event = ifEvent(builder, first.condition, CERTAIN, [...first.then, ...asOtherwise(first), ...rest]);
  if (event) return event;
  const candidates = eventsTelling(builder, first.condition);
  const [only] = candidates;
  if (!only) return undefined;
  const words = builder.span(first.words);
  const clauses = [first, ...rest];
  if (candidates.length > 1) return { trigger: { kind: 'unknown', words }, clauses, candidates };
  assumeStart(builder, only);
  startBy(builder, only.event.type);
  return { trigger: { kind: 'event', type: only.event.type, words }, clauses, candidates: [] };
}

function assumeStart(builder: PlanBuilder, { event }: EventMatch): void {
  builder.assume(`It starts with every "${event.summary || event.type}".`);
}

function byNewcomer(builder: PlanBuilder, clauses: readonly Clause[]): PlannedTrigger | undefined {
  const subject = newcomer(clauses);
  const [best] = subject.length > 0 ? matchEvents(builder.context.catalog, subject) : [];
  if (!best || best.score < TAKEN) return undefined;
  assumeStart(builder, best);
  return taken(builder, best, subject, clauses);
}

/** "If an order is over $200": the events about an order that tell what the condition asks. */
function eventsTelling(builder: PlanBuilder, condition: readonly Token[]): EventMatch[] {
  const spoken = readCondition(condition).tests;
  return matchEvents(builder.context.catalog, condition).filter(({ event }) => {
    const source = triggerSource(event);
    const named = condition.some((token) => source.entities.includes(token.stem));
    return named && spoken.every((test) => test.value.kind !== 'none' && resolveTest(test, [source], '') !== undefined);
  });
}

/** "If a delivery is delayed, tell the customer" starts with the event; an "otherwise" to it stays what it is. */
function asOtherwise(clause: IfClause): Clause[] {
  return clause.otherwise.length > 0 ? [{ type: 'otherwise', body: clause.otherwise, words: clause.words }] : [];
}

/** "new orders", "every order that comes in": words that name what arrives without a "when". */
function newcomer(clauses: readonly Clause[]): readonly Token[] {
  const words = clauses.flatMap((clause) =>
    clause.type === 'if' ? [...clause.words, ...clause.then.flatMap((inner) => inner.words)] : clause.words,
  );
  const arrives = words.findIndex(
    (token, at) => /^(?:that|which)$/.test(token.lower) && ARRIVES.test(wordAt(words, at + 1)),
  );
  const each = words
    .slice(Math.max(0, arrives - 3), Math.max(0, arrives))
    .some((token) => /^(?:every|each|any|all)$/.test(token.lower));
  if (each) return words.slice(arrives - 1, arrives + 4);
  const at = words.findIndex((token) => /^(?:new|incoming)$/.test(token.lower));
  return at < 0 || isMade(words, at) ? [] : words.slice(at, at + 2);
}

const ARRIVES = /^(?:comes?|arrives?|is|are|gets?)$/;

/** "create a new order" makes one; nothing arrives. */
function isMade(words: readonly Token[], at: number): boolean {
  const made = /^(?:create|add|make|open|register|post|generate|build|set)$/.test(wordAt(words, Math.max(0, at - 2)));
  return made || /^(?:a|an)$/.test(wordAt(words, at - 1));
}
