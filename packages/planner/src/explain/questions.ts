import type { Decision, Question } from '../conversation.ts';
import { rebuild } from '../edit/rebuild.ts';
import type { PlanContext } from '../plan/builder.ts';
import type { FlowIR, FlowStep } from '../plan/flow.ts';
import { UNSAID } from '../plan/guards.ts';
import { type Hole, holesOf } from '../plan/holes.ts';
import type { Source } from '../slots/scope.ts';
import type { EventMatch } from '../trigger/events.ts';
import { argumentQuestion } from './argument-question.ts';
import { conditionQuestion } from './condition-question.ts';
import {
  ambiguityQuestion,
  failureQuestion,
  operationQuestion,
  timeQuestion,
  triggerQuestion,
  whenQuestion,
} from './step-questions.ts';

/** Most questions asked at once. */
const MAX_QUESTIONS = 3;

export interface Asking {
  readonly context: PlanContext;
  readonly flow: FlowIR;
  readonly decisions: Readonly<Record<string, Decision>>;
  /** Events that the words of an unknown trigger may mean. */
  readonly candidates: readonly EventMatch[];
  /** True when a schedule was given without a time of day. */
  readonly timeAssumed: boolean;
}

/** What is to be asked about a plan, what blocks it first; at most three. */
export function questionsOf(asking: Asking): Question[] {
  const { flow } = asking;
  // What starts a workflow decides what the rest can use, so nothing else is worth asking before.
  if (flow.trigger.kind === 'unknown') return [triggerQuestion(asking)];
  const holes = holesOf(flow);
  const scopes = scopesAt(asking, holes);
  const blocking = holes.map((hole) => questionFor(asking, hole, scopes.get(hole.step?.id ?? '') ?? []));
  return [...unique(blocking), ...optional(asking)].slice(0, MAX_QUESTIONS);
}

function questionFor(asking: Asking, hole: Hole, scope: readonly Source[]): Question {
  const step = hole.step as FlowStep;
  switch (hole.kind) {
    case 'trigger':
      return triggerQuestion(asking);
    case 'operation':
    case 'person':
      return operationQuestion(asking, step);
    case 'argument':
      return argumentQuestion(asking, step, hole.name ?? '', scope);
    case 'condition':
      return conditionQuestion(step, scope);
  }
}

/** Two steps that lack the same thing are asked about once. */
function unique(questions: readonly Question[]): Question[] {
  const seen = new Set<string>();
  return questions.filter((question) => {
    const known = seen.has(question.text);
    seen.add(question.text);
    return !known;
  });
}

/** What has been decided without being told, and may be decided otherwise. */
function optional(asking: Asking): Question[] {
  const { flow, decisions } = asking;
  const questions: Question[] = [];
  if (flow.steps.some((step) => step.note === UNSAID)) questions.push(failureQuestion(asking));
  for (const step of flow.steps) {
    const decision = decisions[step.id];
    const question = decision && ambiguityQuestion(asking, step, decision);
    if (question) questions.push(question);
  }
  if (asking.timeAssumed) questions.push(timeQuestion(asking));
  const when = flow.trigger.kind === 'manual' ? whenQuestion(asking) : undefined;
  if (when && when.choices.length > 1) questions.push(when);
  return questions;
}

/** What each step with a hole could refer to. */
function scopesAt(asking: Asking, holes: readonly Hole[]): Map<string, readonly Source[]> {
  const wanted = new Set(holes.flatMap((hole) => hole.step?.id ?? []));
  const scopes = new Map<string, readonly Source[]>();
  if (wanted.size === 0) return scopes;
  rebuild(asking.context, asking.flow, asking.decisions, {
    before: (step, builder) => {
      if (wanted.has(step.id)) scopes.set(step.id, builder.scope);
    },
  });
  return scopes;
}
