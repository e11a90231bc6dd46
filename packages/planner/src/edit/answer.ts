import type { Json } from '@parley/kernel';
import { readClauses } from '../clauses/tree.ts';
import type { PlannerState, Question } from '../conversation.ts';
import { tokenise } from '../normalise/tokens.ts';
import { planOperation } from '../plan/action.ts';
import { argFrom, argValue } from '../plan/args.ts';
import type { PlanBuilder, PlanContext } from '../plan/builder.ts';
import type { FlowArg, FlowIR, FlowStep, FlowTrigger } from '../plan/flow.ts';
import { UNSAID } from '../plan/guards.ts';
import { planNotify } from '../plan/notify.ts';
import { findPerson } from '../plan/people.ts';
import { wishFromText } from '../plan/request.ts';
import { runtimeFunctions } from '../plan/runtime-functions.ts';
import { planSequence } from '../plan/sequence.ts';
import { enumOf, isMoney, propertiesOf, type Shape, shapeOf, typeOf } from '../schema/schema.ts';
import { answeredCondition } from './answer-condition.ts';
import { type Outcome, outcomeOf, planAnew } from './outcome.ts';
import { readTrigger } from './read-trigger.ts';
import { rebuild } from './rebuild.ts';

/** The plan with a question answered; undefined when the answer makes no sense there. */
export function applyAnswer(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  question: Question,
  value: string,
): Outcome | undefined {
  const [kind, id = '', ...rest] = question.slot.split(':');
  switch (kind) {
    case 'trigger':
      return answerTrigger(context, state, flow, value);
    case 'step':
      return answerStep(context, state, flow, id, value);
    case 'arg':
      return answerArgument(context, state, flow, { id, name: rest.join(':'), value });
    case 'cond':
      return answeredCondition(context, state, flow, id, value);
    case 'else':
      return answerFailure(context, state, flow, value);
    default:
      return undefined;
  }
}

function answerTrigger(context: PlanContext, state: PlannerState, flow: FlowIR, value: string): Outcome | undefined {
  const trigger = readTrigger(context, flow.trigger, value);
  return trigger && withTrigger(context, state, flow, trigger);
}

/** The plan with another trigger: as long as it is what one utterance made it, that is read again with it. */
export function withTrigger(context: PlanContext, state: PlannerState, flow: FlowIR, trigger: FlowTrigger): Outcome {
  if (state.origin) return planAnew({ ...context, ...state.origin }, trigger);
  const builder = rebuild(context, flow, state.decisions, { trigger });
  return outcomeOf(builder, { ...flow, trigger });
}

function answerStep(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  id: string,
  value: string,
): Outcome | undefined {
  const operation = context.catalog.operations.find((each) => each.id === value);
  const role = value.startsWith('role:')
    ? value.slice('role:'.length)
    : context.tenant.roles.find((each) => each.toLowerCase() === value.toLowerCase());
  const builder = rebuild(context, flow, state.decisions, {
    step: (step, inner) => {
      if (step.id !== id) return undefined;
      if (value === 'skip') return null;
      if (role !== undefined) return { ...step, kind: 'person', args: [argValue('role', role)] };
      if (operation) planOperation(inner, operation, step.words);
      else if (!planText(inner, value)) return undefined;
      return null;
    },
  });
  const outcome = outcomeOf(builder, flow);
  const solved = outcome.flow.steps.every((step) => step.id !== id || step.args.length > 0);
  return solved ? outcome : undefined;
}

/** Plans an answer in words; false when no operation fits them either. */
function planText(builder: PlanBuilder, text: string): boolean {
  const { clauses } = readClauses(tokenise(text), builder.context.index.verbs);
  const before = builder.steps.length;
  planSequence(builder, clauses, { after: [], consumed: new Map() });
  const added = builder.steps.splice(before);
  const fits = added.length > 0 && added.every((step) => step.kind !== 'person');
  if (fits) builder.steps.push(...added);
  return fits;
}

interface Given {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

function answerArgument(context: PlanContext, state: PlannerState, flow: FlowIR, given: Given): Outcome | undefined {
  const step = flow.steps.find((each) => each.id === given.id);
  const arg = step && given.value !== 'skip' ? argumentOf(context, step, given) : undefined;
  if (!step || (given.value !== 'skip' && !arg)) return undefined;
  // The same thing missing in several steps was asked once.
  const same = (each: FlowStep): boolean =>
    each.id === given.id ||
    (each.op === step.op && each.args.some((other) => other.name === given.name && other.ask !== null));
  const builder = rebuild(context, flow, state.decisions, {
    step: (each) => {
      if (!same(each)) return undefined;
      if (!arg) return null;
      return { ...each, args: each.args.map((other) => (other.name === given.name ? arg : other)) };
    },
  });
  return outcomeOf(builder, flow);
}

function argumentOf(context: PlanContext, step: FlowStep, { name, value }: Given): FlowArg | undefined {
  if (value.startsWith('path:')) return argFrom(name, value.slice('path:'.length));
  if (step.kind === 'foreach') return undefined;
  if (step.kind === 'approve' || step.kind === 'notify') return personArgument(context, step, name, value);
  const operation = context.index.byId.get(step.op ?? '')?.operation;
  const shape = operation
    ? shapeOf(propertiesOf(shapeOf(operation.input, operation.input))[name], operation.input)
    : {};
  const parsed = typedValue(shape, value, context.tenant.currency ?? 'USD');
  return parsed === undefined ? undefined : argValue(name, parsed);
}

function personArgument(context: PlanContext, step: FlowStep, name: string, value: string): FlowArg {
  const person = findPerson(tokenise(value), context.catalog, context.tenant.roles);
  const who =
    person?.kind === 'role' ? person.role : person?.kind === 'email' ? person.address : value.replace(/^the /i, '');
  const structured = step.kind === 'notify' && runtimeFunctions(context.catalog).notify.structured;
  return argValue(name, structured ? (person?.kind === 'email' ? { email: who } : { role: who }) : who);
}

/** An answer in words as a value of the type that is asked for; undefined when it cannot be one. */
export function typedValue(shape: Shape, text: string, currency: string): Json | undefined {
  const options = enumOf(shape);
  if (options.length > 0)
    return options.find((option) => option.toLowerCase().replaceAll('_', ' ') === plainWords(text));
  const number = tokenise(text).find((token) => /^(?:number|money|percent)$/.test(token.kind))?.value;
  if (isMoney(shape)) return number === undefined ? undefined : { amount: Math.round(number * 100), currency };
  switch (typeOf(shape)) {
    case 'number':
      return number;
    case 'integer':
      return Number.isInteger(number) ? number : undefined;
    case 'boolean':
      return YES_NO.get(text.toLowerCase());
    case 'array':
    case 'object':
      return undefined;
    default:
      return text.replace(/^["“'](.*)["”']$/, '$1');
  }
}

const plainWords = (text: string): string => text.toLowerCase().replaceAll(/[_-]/g, ' ');

const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
]);

/** What to do when checks fail: for all of those nobody spoke about. */
function answerFailure(context: PlanContext, state: PlannerState, flow: FlowIR, value: string): Outcome | undefined {
  const operation = context.catalog.operations.find((each) => each.id === value);
  const role = value.startsWith('notify:') ? value.slice('notify:'.length) : undefined;
  const known = operation !== undefined || role !== undefined || value === 'stop' || value === 'continue';
  const guards = new Set(flow.steps.filter((step) => step.note === UNSAID).map((step) => step.id));
  let failed = false;
  const builder = rebuild(context, flow, state.decisions, {
    step: (step) => {
      if (!guards.has(step.id)) return undefined;
      return value === 'continue' ? null : { ...step, note: null };
    },
    start: (block, branch, inner) => {
      if (!block || !guards.has(block.id) || branch !== 'main' || value === 'stop') return;
      inner.because = inner.failureOf(block);
      if (operation) planOperation(inner, operation, block.words);
      else if (role !== undefined) notifyRole(inner, role, block);
      else if (!known && !planText(inner, value)) failed = true;
      inner.because = '';
    },
  });
  return failed ? undefined : outcomeOf(builder, flow);
}

function notifyRole(builder: PlanBuilder, role: string, block: FlowStep): void {
  const { message } = wishFromText(builder, block.words);
  planNotify(builder, {
    person: { kind: 'role', role, member: null, tokens: [] },
    message,
    subject: builder.because,
    tokens: [],
    words: block.words,
  });
}
