import type { Catalog } from '@parley/dsl';
import { toString as cronToWords } from 'cronstrue';
import type { PlannerState } from '../conversation.ts';
import { findStep } from '../edit/find-step.ts';
import { patternText, tokenise } from '../normalise/tokens.ts';
import { argOf, textOfArg } from '../plan/args.ts';
import type { PlanContext } from '../plan/builder.ts';
import type { FlowIR, FlowStep, FlowTrigger } from '../plan/flow.ts';
import { stepName } from '../plan/title.ts';
import { capitalised, humanName } from '../slots/texts.ts';

const MAX_NAMED = 8;

/** What starts a workflow, in words. */
function triggerText(trigger: FlowTrigger, catalog: Catalog): string {
  switch (trigger.kind) {
    case 'event': {
      const event = catalog.events.find((each) => each.type === trigger.type);
      return `whenever ${lowerFirst(event?.summary || humanName(trigger.type))} (${trigger.type})`;
    }
    case 'cron':
      return `${lowerFirst(cronToWords(trigger.cron, { verbose: false, use24HourTimeFormat: true }))} (${trigger.timeZone})`;
    case 'every':
      return `every ${trigger.every.replace(/^PT?/, '').toLowerCase()}`;
    case 'manual':
      return 'when somebody starts it';
    case 'unknown':
      return 'when something happens that I could not find yet';
  }
}

/** A plan in one sentence. */
export function planText(flow: FlowIR, catalog: Catalog): string {
  const names = flow.steps
    .filter((step) => /^(?:call|approve|notify|person|wait|listen)$/.test(step.kind))
    .map(stepName);
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, MAX_NAMED).join(', ');
  const more = distinct.length > MAX_NAMED ? ` and ${distinct.length - MAX_NAMED} more` : '';
  return `It runs ${triggerText(flow.trigger, catalog)}: ${shown}${more}.`;
}

/** What is said about a change. */
export function changeText(before: FlowIR | null, after: FlowIR): string {
  if (!before) return '';
  const old = new Set(before.steps.map((step) => step.id));
  const now = new Set(after.steps.map((step) => step.id));
  const added = after.steps.filter((step) => !old.has(step.id) && step.kind !== 'end').map(stepName);
  const removed = before.steps.filter((step) => !now.has(step.id) && step.kind !== 'end').map(stepName);
  const parts = [
    added.length > 0 ? `added ${added.join(', ')}` : '',
    removed.length > 0 ? `removed ${removed.join(', ')}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `${capitalised(parts.join(' and '))}.` : 'Changed.';
}

/** What the systems at hand can do, for a request that nothing fits. */
export function abilitiesText(context: PlanContext): string {
  const { operations, events } = context.catalog;
  if (operations.length === 0) return 'No system is connected yet, so there is nothing I could put into a workflow.';
  const systems = [...new Set(operations.map((operation) => operation.connection))];
  const examples = operations
    .filter((operation) => operation.method !== 'GET')
    .slice(0, 4)
    .map((operation) => lowerFirst(operation.summary || humanName(operation.name)));
  const starts = events.slice(0, 3).map((event) => lowerFirst(event.summary || event.type));
  const start = starts.length > 0 ? ` It can start by itself, for example when ${starts.join(', or when ')}.` : '';
  return `I can build workflows from your systems (${systems.join(', ')}): for example ${examples.join('; ')}.${start}`;
}

/** The answer to a question about the plan or about what can be done. */
export function answerText(context: PlanContext, state: PlannerState): string {
  const text = patternText(tokenise(context.utterance));
  const { flow } = state;
  if (/\b(?:events?|triggers?)\b/.test(text) && /^(?:what|which|list|show)/.test(text))
    return eventsText(context.catalog);
  if (
    /\b(?:operations?|apis?|systems?|actions?)\b/.test(text) ||
    /^(?:help|what can you|what do you|how do i|how does this)/.test(text)
  )
    return abilitiesText(context);
  if (!flow) return `There is no workflow yet. ${abilitiesText(context)}`;
  const step = stepAsked(context, flow, text);
  if (step) return whyText(state, step);
  if (/\b(?:start|starts|run|runs|trigger|when)\b/.test(text))
    return `It runs ${triggerText(flow.trigger, context.catalog)}.`;
  return planText(flow, context.catalog);
}

function stepAsked(context: PlanContext, flow: FlowIR, text: string): FlowStep | undefined {
  if (!/^(?:why|what|how|explain|where|does|is|tell)/.test(text)) return undefined;
  const words = tokenise(context.utterance).filter(
    (token) => !/^(?:why|what|how|explain|where|does|is|tell|me|there|here|do|you|happens?|mean)$/.test(token.lower),
  );
  return findStep(context.index, flow, words)?.step;
}

/** Why a step is in the plan: the words that asked for it and what spoke for its operation. */
function whyText(state: PlannerState, step: FlowStep): string {
  const decision = state.decisions[step.id];
  const asked = step.words
    ? `"${step.words.text}" asked for ${step.id}.`
    : `${step.id} was added because another step needs it.`;
  const chosen =
    step.kind === 'call' && step.op !== null
      ? ` It calls ${step.op}${decision && decision.reasons.length > 0 ? `: ${decision.reasons.slice(0, 2).join(', ')}` : ''}.`
      : '';
  return `${asked}${chosen}${detailText(step)}`;
}

function detailText(step: FlowStep): string {
  if (step.kind === 'wait') return ` It waits ${textOfArg(step, 'duration')}.`;
  const list = argOf(step, 'in')?.from;
  return list ? ` It repeats for every item of ${list}.` : '';
}

function eventsText(catalog: Catalog): string {
  if (catalog.events.length === 0)
    return 'None of your systems sends events; workflows can run on a schedule or by hand.';
  return `Your systems tell about: ${catalog.events.map((event) => event.type).join(', ')}.`;
}

function lowerFirst(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '');
  return /^[A-Z][A-Z]/.test(trimmed) ? trimmed : trimmed.charAt(0).toLowerCase() + trimmed.slice(1);
}
