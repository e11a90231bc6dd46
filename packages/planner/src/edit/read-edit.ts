import type { Clause } from '../clauses/clause.ts';
import { readClauses } from '../clauses/tree.ts';
import { patternText, type Token, tokenise, wordAt } from '../normalise/tokens.ts';
import type { PlanContext } from '../plan/builder.ts';
import type { FlowIR, FlowStep } from '../plan/flow.ts';
import { searchOperations } from '../search/search.ts';
import { findSchedule } from '../trigger/schedule.ts';
import type { Edit, Place } from './edit.ts';
import { findStep } from './find-step.ts';
import { readTrigger } from './read-trigger.ts';
import { literalIn, replaceLiteral, setNamed } from './read-value.ts';

/** Everything the readers of edits look at. */
export interface EditInput {
  readonly context: PlanContext;
  readonly flow: FlowIR;
  readonly tokens: readonly Token[];
  /** The tokens in lower case, see `patternText`. */
  readonly text: string;
}

type Reader = (input: EditInput) => readonly Edit[] | undefined;

/** The order matters: the first that understands the words takes them. */
const READERS: readonly Reader[] = [
  readRename,
  readTriggerEdit,
  readInstead,
  readSet,
  readRemove,
  readMove,
  readOnlyIf,
  readAdd,
];

/** The typed changes that words ask for; undefined when they ask for none that can be made out. */
export function readEdits(context: PlanContext, flow: FlowIR): readonly Edit[] | undefined {
  const tokens = tokenise(context.utterance).filter(
    (token, at) =>
      !(at === 0 && /^(?:ok|okay|well|please|hm|hmm|actually|but|we|i)$/.test(token.lower)) && token.lower !== 'please',
  );
  const trimmed = tokens[0]?.kind === 'comma' ? tokens.slice(1) : tokens;
  const input = { context, flow, tokens: withoutEnd(trimmed), text: patternText(withoutEnd(trimmed)) };
  for (const read of READERS) {
    const edits = read(input);
    if (edits && edits.length > 0) return edits;
  }
  return undefined;
}

function withoutEnd(tokens: readonly Token[]): readonly Token[] {
  return tokens.at(-1)?.kind === 'stop' ? tokens.slice(0, -1) : tokens;
}

const clausesOf = (context: PlanContext, tokens: readonly Token[]): readonly Clause[] =>
  readClauses(tokens, context.index.verbs).clauses;

function readRename({ tokens, text, context }: EditInput): readonly Edit[] | undefined {
  const lead = /^(?:call|name|rename|title) (?:it|this|the workflow|the process)(?: to| as)? /.exec(text)?.[0];
  if (lead === undefined) return undefined;
  const first = tokens[lead.trim().split(' ').length];
  const title = first ? context.utterance.slice(first.start, tokens.at(-1)?.end).replace(/^["“'](.*)["”']$/, '$1') : '';
  return title === '' ? undefined : [{ kind: 'rename', title: title.slice(0, 80) }];
}

/** "run it every day at 8 instead", "start it when an order is paid", "at 8am instead of 7". */
function readTriggerEdit({ context, flow, tokens, text }: EditInput): readonly Edit[] | undefined {
  const asks =
    /^(?:run|start|trigger|launch|do|make|schedule|change|set|move|let)\b/.test(text) || /\binstead\b/.test(text);
  const schedule = findSchedule(tokens);
  const around = schedule ? tokens.length - (schedule.end - schedule.from) : 99;
  const when =
    /^(?:run|start|trigger|launch)(?: it| this| the workflow)? (?:when|whenever|on|as soon as|after|once) /.exec(
      text,
    )?.[0];
  const time =
    /^(?:(?:run|start|make|do)(?: it| this)? )?(?:at )?\S+(?: instead(?: of .*)?)?$/.test(text) &&
    tokens.some((token) => token.kind === 'time' || /^(?:noon|midnight)$/.test(token.lower));
  const value = when !== undefined ? textFrom(context, tokens, when.trim().split(' ').length) : context.utterance;
  if (
    when === undefined &&
    !(schedule && (asks || around <= 3) && around <= 7) &&
    !time &&
    !/^(?:change|set) the (?:time|schedule|trigger)\b/.test(text)
  )
    return undefined;
  const trigger = readTrigger(context, flow.trigger, value);
  return (
    trigger && [
      {
        kind: 'setTrigger',
        trigger: {
          ...trigger,
          words: { turn: context.turn, start: 0, end: context.utterance.length, text: context.utterance },
        },
      },
    ]
  );
}

function textFrom(context: PlanContext, tokens: readonly Token[], at: number): string {
  const first = tokens[at];
  return first ? context.utterance.slice(first.start) : '';
}

/** "X instead of Y", "instead of Y do X", "replace Y with X", "change Y to X". */
function readInstead({ context, flow, tokens, text }: EditInput): readonly Edit[] | undefined {
  const parts = insteadParts(tokens, text);
  if (!parts) return undefined;
  const { roles } = context.tenant;
  const [from, to] = [literalIn(parts.old, roles), literalIn(parts.next, roles)];
  if (to && (from || parts.old.length === 0)) {
    const edits = replaceLiteral(flow, from, to);
    if (edits.length > 0) return edits;
  }
  // "change the wait to 20 minutes" sets a value; there is nothing to do instead.
  if (to && !from && /^(?:change|turn|switch)\b/.test(text)) return undefined;
  const clauses = clausesOf(context, parts.next);
  const target =
    parts.old.length > 0
      ? findStep(context.index, flow, parts.old)?.step
      : likeliest(context, flow, clauses, parts.next);
  return target && clauses.length > 0
    ? [{ kind: 'replace', step: target.id, clauses: clauses.map((clause) => withVerb(context, target, clause)) }]
    : undefined;
}

/** "replace gmail with outlook": what is done stays the same. */
function withVerb(context: PlanContext, target: FlowStep, clause: Clause): Clause {
  if (clause.type !== 'action' || (clause.verb.length > 0 && clause.verb[0]?.group !== 'use')) return clause;
  const verb = context.index.byId.get(target.op ?? '')?.verb ?? [];
  const sends = context.index.verbs.get('send')?.senses ?? [];
  if (tellsSomebody(context, target)) return { ...clause, verb: [...sends, ...verb], verbWord: 'send' };
  return { ...clause, verb, verbWord: verb[0]?.base ?? '' };
}

/** `create_mail`, `create_message`: to make one is to send it. */
function tellsSomebody(context: PlanContext, step: FlowStep): boolean {
  return (
    step.kind === 'notify' ||
    (context.index.byId.get(step.op ?? '')?.nouns.some((noun) => /^(?:e?mail|messag|notif|sms)/.test(noun)) ?? false)
  );
}

function insteadParts(
  tokens: readonly Token[],
  text: string,
): { old: readonly Token[]; next: readonly Token[] } | undefined {
  const words = text.split(' ');
  const of = words.findIndex((word, at) => word === 'instead' && words[at + 1] === 'of');
  if (of === 0 || (of > 0 && /^(?:,)$/.test(words[of - 1] ?? ''))) return headed(tokens, of + 2);
  if (of > 0) return { next: withoutLead(tokens.slice(0, of)), old: tokens.slice(of + 2) };
  const replace = /^(?:replace|swap|exchange|substitute|switch) /.test(text)
    ? words.findIndex((word) => /^(?:with|by|for|to)$/.test(word))
    : -1;
  if (replace > 0) return { old: tokens.slice(1, replace), next: tokens.slice(replace + 1) };
  if (words.at(-1) === 'instead') return { old: [], next: withoutLead(tokens.slice(0, -1)) };
  const change = /^(?:change|turn) /.test(text) ? words.findIndex((word) => /^(?:to|into)$/.test(word)) : -1;
  return change > 0 ? { old: tokens.slice(1, change), next: tokens.slice(change + 1) } : undefined;
}

/** "instead of notifying the buyer, message the shift lead" */
function headed(tokens: readonly Token[], from: number): { old: readonly Token[]; next: readonly Token[] } | undefined {
  const end = tokens.findIndex(
    (token, at) => at > from && (token.kind === 'comma' || /^(?:just|simply|only)$/.test(token.lower)),
  );
  if (end < 0) return undefined;
  const old = tokens.slice(from, end);
  const each = old.findIndex(
    (token, at) => /^(?:for|in|to)$/.test(token.lower) && /^(?:each|every|all)$/.test(wordAt(old, at + 1)),
  );
  return { old: each > 0 ? old.slice(0, each) : old, next: tokens.slice(end + 1) };
}

function withoutLead(tokens: readonly Token[]): readonly Token[] {
  return /^(?:use|make|do|have|let|it|,)$/.test(tokens[0]?.lower ?? '') && tokens.length > 1
    ? withoutLead(tokens.slice(1))
    : tokens;
}

/** "send an email instead": the step that is most like it. */
function likeliest(
  context: PlanContext,
  flow: FlowIR,
  clauses: readonly Clause[],
  tokens: readonly Token[],
): FlowStep | undefined {
  const [clause] = clauses;
  const group = clause?.type === 'action' ? clause.verb[0]?.group : undefined;
  const alike = flow.steps.findLast(
    (step) => group !== undefined && context.index.byId.get(step.op ?? '')?.verb.some((verb) => verb.group === group),
  );
  return (
    alike ??
    findStep(context.index, flow, tokens)?.step ??
    flow.steps.findLast((step) => step.kind === 'call' || step.kind === 'notify')
  );
}

/** "change the points to 100", "make the wait 20 minutes", "make it more than 30 minutes". */
function readSet({ context, flow, tokens, text }: EditInput): readonly Edit[] | undefined {
  if (!/^(?:change|set|make|update|use|increase|decrease|raise|lower)\b/.test(text)) return undefined;
  const { roles, currency } = context.tenant;
  const to = tokens.findLastIndex((token) => /^(?:to|=)$/.test(token.lower));
  if (to > 1) {
    const named = setNamed(context.index, flow, tokens.slice(1, to), tokens.slice(to + 1), currency ?? 'USD');
    if (named) return [named];
  }
  const literal = literalIn(to > 1 ? tokens.slice(to + 1) : tokens, roles);
  if (!literal || literal.kind === 'role' || literal.kind === 'text') return undefined;
  const named = tokens.slice(1, to > 1 ? to : undefined).filter((token) => token.kind === 'word');
  const step = findStep(context.index, flow, named)?.step;
  const there = step ? replaceLiteral({ ...flow, steps: [step] }, undefined, literal) : [];
  return (there.length > 0 ? there : replaceLiteral(flow, undefined, literal)).slice(0, 1);
}

/** "remove the notification", "don't refund the payment", "we don't need the steps to create an issue and send a message". */
function readRemove({ context, flow, tokens, text }: EditInput): readonly Edit[] | undefined {
  const lead = REMOVES.exec(text)?.[0];
  if (lead === undefined) return undefined;
  const rest = beforeBut(tokens.slice(lead.trim().split(' ').length));
  const every = /\b(?:steps|all|any|every)\b/.test(lead);
  const named = clausesOf(context, rest).map((clause) => clause.words);
  const found = (named.length > 1 ? named : [rest]).map(
    (words) => findStep(context.index, flow, withoutEmpty(words))?.step,
  );
  // "delete the customer" may be a step to add; only what the plan has can be removed.
  if (found.length === 0 || found.includes(undefined)) return undefined;
  const steps = found.flatMap((step) =>
    every ? flow.steps.filter((each) => each.op !== null && each.op === step?.op) : (step ?? []),
  );
  return [...new Set(steps)].map((step) => ({ kind: 'remove', step: step.id }));
}

/** "..., just creating a pull request would be fine" says what stays. */
function beforeBut(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(
    (token, index) => token.kind === 'comma' && /^(?:just|only|but)$/.test(wordAt(tokens, index + 1)),
  );
  return at < 0 ? tokens : tokens.slice(0, at);
}

const REMOVES =
  /^(?:remove|delete|drop|skip|omit|cut|get rid of|leave out|take out|do not need|do not want|do not|never|no longer|stop|no need|no)(?: all)?(?: the)?(?: steps?)?(?: (?:that|which|where|of|to|for))? /;

function withoutEmpty(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token) => !/^(?:anymore|any|more|step|steps)$/.test(token.lower));
}

/** "move the notification before the refund", "confirm the order after scheduling it". */
function readMove({ context, flow, tokens, text }: EditInput): readonly Edit[] | undefined {
  const at = tokens.findLastIndex((token) => token.lower === 'before' || token.lower === 'after');
  if (at < 1 || at === tokens.length - 1 || !/^(?:move|put|do|place|bring)\b/.test(text)) return undefined;
  const moved = findStep(context.index, flow, tokens.slice(1, at));
  const beside = findStep(context.index, flow, tokens.slice(at + 1));
  if (!moved || !beside || moved.step === beside.step) return undefined;
  return [
    {
      kind: 'move',
      step: moved.step.id,
      place: { at: tokens[at]?.lower === 'before' ? 'before' : 'after', step: beside.step.id },
    },
  ];
}

/** "only if the order is over $100", "only do this when ..." */
function readOnlyIf({ tokens, text }: EditInput): readonly Edit[] | undefined {
  const lead = /^(?:(?:but )?(?:do (?:it|this) |run (?:it|this) )?only (?:do (?:it|this) )?(?:if|when)) /.exec(
    text,
  )?.[0];
  if (lead === undefined) return undefined;
  const condition = tokens.slice(lead.trim().split(' ').length);
  return [
    { kind: 'onlyIf', clauses: [{ type: 'if', condition, negate: false, then: [], otherwise: [], words: tokens }] },
  ];
}

const ADD_LEAD =
  /^(?:(?:and|also|then|additionally|finally|in addition|as well|next|afterwards|furthermore|moreover|besides)(?: ,)? )+|^add (?:a |an |another |one more )?(?:new )?step (?:that |to |which |where )?(?:it )?|^(?:i want|i would like|make it|it should|have it)(?: to| also)? /;

/** "also notify the manager", "before confirming, check the stock", "add a step that ... after ...". */
function readAdd(input: EditInput): readonly Edit[] | undefined {
  const { context, text } = input;
  const lead = ADD_LEAD.exec(text)?.[0];
  const tokens = lead === undefined ? input.tokens : input.tokens.slice(lead.trim().split(' ').length);
  const { place, rest } = placeIn(input, tokens);
  const clauses = clausesOf(context, addedWords(context, rest));
  return clauses.length > 0 ? [{ kind: 'add', clauses, place }] : undefined;
}

/** "add an approval by the manager" is not about an operation that adds approvals. */
function addedWords(context: PlanContext, tokens: readonly Token[]): readonly Token[] {
  if (!/^(?:add|include|insert)$/.test(tokens[0]?.lower ?? '')) return tokens;
  const verb = context.index.verbs.get('add')?.senses ?? [];
  const nouns = tokens
    .slice(1)
    .filter((token) => token.kind === 'word')
    .map((token) => token.stem);
  const [best] = searchOperations(context.index, { verb, nouns, context: [] }, 1);
  return best && best.score >= 0.7 ? tokens : tokens.slice(1);
}

function placeIn({ context, flow }: EditInput, tokens: readonly Token[]): { place: Place; rest: readonly Token[] } {
  const text = patternText(tokens);
  if (/^(?:otherwise|else|if not)\b/.test(text))
    return { place: { at: 'else' }, rest: tokens.slice(/^if not/.test(text) ? 2 : 1) };
  const start = /(?:^| )(?:first|at the (?:start|beginning)|before (?:anything|everything) else|before all)$/.exec(
    text,
  )?.[0];
  const opening = /^(?:as|for) the (?:very )?first step ,? ?|^(?:first|to begin|at the (?:start|beginning)) , /.exec(
    text,
  )?.[0];
  if (opening !== undefined) return { place: { at: 'start' }, rest: tokens.slice(opening.trim().split(' ').length) };
  if (start !== undefined)
    return { place: { at: 'start' }, rest: tokens.slice(0, tokens.length - start.trim().split(' ').length) };
  const end = /(?:^| )(?:at the (?:very )?end|in the end|last)$/.exec(text)?.[0];
  if (end !== undefined)
    return { place: { at: 'end' }, rest: tokens.slice(0, tokens.length - end.trim().split(' ').length) };
  return besideStep(context, flow, tokens) ?? { place: { at: 'end' }, rest: tokens };
}

function besideStep(
  context: PlanContext,
  flow: FlowIR,
  tokens: readonly Token[],
): { place: Place; rest: readonly Token[] } | undefined {
  const at = tokens.findIndex((token) => token.lower === 'before' || token.lower === 'after');
  if (at < 0) return undefined;
  const where = tokens[at]?.lower === 'before' ? 'before' : 'after';
  const comma = tokens.findIndex((token, index) => index > at && token.kind === 'comma');
  const named = tokens.slice(at + 1, at === 0 && comma > 0 ? comma : undefined);
  const rest = at === 0 ? tokens.slice(comma > 0 ? comma + 1 : tokens.length) : tokens.slice(0, at);
  const found = findStep(context.index, flow, named);
  if (!found || rest.length === 0) return undefined;
  return { place: { at: where, step: found.step.id }, rest };
}
