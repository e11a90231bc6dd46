import type { Draft, Proof, Question } from '@parley/contracts';
import type { JsonObject } from '@parley/kernel';
import type { PlannerTurn } from '@parley/planner';

/** What the agent says after a turn. */
export interface Answer {
  readonly text: string;
  readonly questions: Question[];
  readonly draftId: string | undefined;
  readonly detail: JsonObject;
}

const MAX_SHOWN = 3;

/** Puts a turn of the planner, and the draft and proof that came of it, into words and data. */
export function composeAnswer(turn: PlannerTurn, draft: Draft | undefined, proof: Proof | undefined): Answer {
  const sentences = [turn.reply, draft && describeDraft(draft), proof && describeProof(proof)];
  return {
    text:
      sentences.filter(Boolean).join(' ') ||
      'I did not understand that. Describe what starts the work and what should happen.',
    questions: turn.questions.map(toQuestion),
    draftId: draft?.draftId,
    detail: toDetail(turn),
  };
}

function describeDraft(draft: Draft): string {
  if (draft.valid) return '';
  const errors = draft.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const shown = errors.slice(0, MAX_SHOWN).map((error) => error.message);
  return `The definition has ${count(errors.length, 'problem')} and cannot be approved yet: ${shown.join('; ')}.`;
}

/** The verdict of a rehearsal in one or two sentences. */
function describeProof(proof: Proof): string {
  const faults = proof.runs.filter((run) => run.fault !== undefined).length;
  const extent = `I rehearsed it ${count(proof.runs.length, 'time')} (${count(faults, 'injected fault')}), covering ${proof.coveredTasks} of ${proof.totalTasks} tasks.`;
  if (proof.passed) return extent;
  return `${extent} It did not pass: ${proof.violations.slice(0, MAX_SHOWN).join('; ')}.`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function toQuestion({ id, text, why, choices, default: preset }: PlannerTurn['questions'][number]): Question {
  const question = { id, text, why, choices: choices.map(({ label, value }) => ({ label, value })) };
  return preset === undefined ? question : { ...question, default: preset };
}

function toDetail(turn: PlannerTurn): JsonObject {
  const { intent, action, confidence, assumptions, unmatched, explanation } = turn;
  return JSON.parse(JSON.stringify({ intent, action, confidence, assumptions, unmatched, explanation })) as JsonObject;
}
