import type { Operation } from '@parley/dsl';
import { pathsOf } from '../compile/inputs.ts';
import type { Choice, Decision, Question } from '../conversation.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import { AMBIGUOUS } from '../plan/action.ts';
import type { FlowStep } from '../plan/flow.ts';
import { UNSAID } from '../plan/guards.ts';
import { parsePath, rootOf } from '../plan/path.ts';
import { fieldsOf } from '../schema/fields.ts';
import { entityOfId } from '../slots/scope.ts';
import { targetsOf } from '../slots/targets.ts';
import { humanName } from '../slots/texts.ts';
import type { Asking } from './questions.ts';

const MAX_EVENTS = 5;
const MAX_ROLES = 3;
/** An operation that fits worse than this is no help as a choice. */
const WORTH_SHOWING = 0.35;

const MANUAL: Choice = { label: 'Somebody starts it by hand', value: 'manual' };

/** What starts the workflow, when the words name nothing the systems tell. */
export function triggerQuestion({ context, flow, candidates }: Asking): Question {
  const said = flow.trigger.words?.text ?? '';
  const several = candidates.filter((match) => match.score >= 0.5).length > 1;
  const events = candidates.length > 0 ? candidates.map((match) => match.event) : context.catalog.events;
  const text = several
    ? `What starts this: which of these is "${said}"?`
    : `None of your systems tells about "${said}". What should start this?`;
  return {
    id: 'trigger',
    text,
    why: 'It decides when the workflow runs and what it knows at its start.',
    choices: [
      ...events
        .slice(0, MAX_EVENTS)
        .map(({ type, summary }) => ({ label: `${summary || type} (${type})`, value: `event:${type}` })),
      MANUAL,
    ],
    slot: 'trigger',
    blocking: true,
    free: true,
  };
}

/** When a workflow without a trigger should run; by hand unless somebody says otherwise. */
export function whenQuestion({ context, flow }: Asking): Question {
  const wanted = new Set(
    pathsOf(flow)
      .filter((path) => rootOf(path) === 'trigger')
      .map((path) => String(parsePath(path)?.steps[0] ?? '')),
  );
  const telling = context.catalog.events
    .map((event) => ({
      event,
      known: fieldsOf(event.data).filter((field) => field.path.length === 1 && wanted.has(field.name)).length,
    }))
    .filter(({ known }) => known > 0)
    .sort((a, b) => b.known - a.known);
  const events = telling
    .slice(0, MAX_EVENTS)
    .map(({ event }) => ({ label: `${event.summary || event.type} (${event.type})`, value: `event:${event.type}` }));
  const daily: Choice[] = wanted.size === 0 ? [{ label: 'Every weekday at 9:00', value: 'cron:0 9 * * 1-5' }] : [];
  return {
    id: 'when',
    text: 'When should this run?',
    why: 'Nothing was said about what starts it.',
    choices: [MANUAL, ...daily, ...events],
    default: MANUAL.value,
    slot: 'trigger',
    blocking: false,
    free: true,
  };
}

export function timeQuestion({ flow }: Asking): Question {
  const times = ['07:00', '09:00', '12:00', '17:00'];
  return {
    id: 'time',
    text: `At what time should it run "${flow.trigger.words?.text ?? ''}"?`,
    why: 'No time of day was named.',
    choices: times.map((time) => ({ label: time, value: `time:${time}` })),
    default: 'time:09:00',
    slot: 'trigger',
    blocking: false,
    free: true,
  };
}

/** What stands for words that no operation fits. */
export function operationQuestion({ context, decisions }: Asking, step: FlowStep): Question {
  const near = (decisions[step.id]?.alternatives ?? []).filter((other) => other.score >= WORTH_SHOWING);
  const operations = near.flatMap(
    ({ operation }) => context.catalog.operations.find((each) => each.id === operation) ?? [],
  );
  const roles = context.tenant.roles
    .slice(0, MAX_ROLES)
    .map((role) => ({ label: `The ${role} does it by hand`, value: `role:${role}` }));
  return {
    id: `step:${step.id}`,
    text: `Nothing in your systems does "${step.note ?? step.words?.text ?? step.id}". What should happen there?`,
    why: 'The workflow cannot do this step without an operation or a person.',
    choices: [...operations.map(operationChoice), ...roles, { label: 'Leave it out', value: 'skip' }],
    slot: `step:${step.id}`,
    blocking: true,
    free: true,
  };
}

function operationChoice(operation: Operation): Choice {
  return { label: `${operation.summary || humanName(operation.name)} (${operation.id})`, value: operation.id };
}

/** Which of two operations that fit equally well is meant. */
export function ambiguityQuestion({ context }: Asking, step: FlowStep, decision: Decision): Question | undefined {
  const [other] = decision.alternatives;
  if (step.kind !== 'call' || !other || decision.score - other.score >= AMBIGUOUS || decision.score === 1)
    return undefined;
  const ids = [
    step.op ?? '',
    ...decision.alternatives.filter((each) => decision.score - each.score < AMBIGUOUS).map((each) => each.operation),
  ];
  const operations = ids.flatMap((id) => context.catalog.operations.find((each) => each.id === id) ?? []);
  return {
    id: `step:${step.id}`,
    text: `Which of these is meant by "${step.words?.text ?? step.id}"?`,
    why: 'More than one operation fits these words.',
    choices: operations.map(operationChoice),
    default: step.op ?? '',
    slot: `step:${step.id}`,
    blocking: false,
    free: false,
  };
}

/** What happens when checks fail about which nobody said anything. */
export function failureQuestion({ context, flow }: Asking): Question {
  const guards = flow.steps.filter((step) => step.note === UNSAID);
  const what = guards.map((guard) => humanName(guard.id).replace(/ (?:fails|passes)\d*$/, '')).join(' or ');
  const subject = flow.trigger.kind === 'event' ? splitWords(flow.trigger.type).slice(0, -1).map(stem) : [];
  const [role] = context.tenant.roles;
  return {
    id: 'else',
    text: `What should happen when ${what} is not available?`,
    why: 'Without an answer the workflow just stops there.',
    choices: [
      { label: 'Stop there', value: 'stop' },
      ...refusals(context.catalog.operations, subject).map(operationChoice),
      ...(role === undefined ? [] : [{ label: `Notify the ${role} and stop`, value: `notify:${role}` }]),
      { label: 'Go on anyway', value: 'continue' },
    ],
    default: 'stop',
    slot: `else:${guards[0]?.id ?? ''}`,
    blocking: false,
    free: true,
  };
}

/** Operations that turn down what the workflow is about. */
function refusals(operations: readonly Operation[], subject: readonly string[]): Operation[] {
  const about = (operation: Operation): boolean =>
    targetsOf(operation, []).some(
      (target) => target.required && entityOfId(target.name).join(' ') === subject.join(' '),
    );
  return operations
    .filter(
      (operation) =>
        /^(?:reject|decline|cancel|deny|refuse)/i.test(operation.name) && subject.length > 0 && about(operation),
    )
    .slice(0, 2);
}
