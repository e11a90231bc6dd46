import type { Catalog, Workflow } from '@parley/dsl';
import type { FlowIR, Span } from './plan/flow.ts';

/** One utterance and everything it is read against. */
export interface PlannerInput {
  /** What the turn before returned; absent at the start of a conversation. */
  readonly state?: PlannerState;
  /** What the person said, at most 20,000 characters; the rest is ignored and said so. */
  readonly utterance: string;
  readonly catalog: Catalog;
  readonly tenant: TenantFacts;
}

/** What the planner has to know of the tenant; data, never instructions. */
export interface TenantFacts {
  /** IANA name, used for schedules that name no other, for example `America/New_York`. */
  readonly timeZone: string;
  /** Business roles that can approve and be notified, for example `manager`, `buyer`, `shift lead`. */
  readonly roles: readonly string[];
  /** Channels of `notify`, for example `email`, `sms`, `slack`; the first is the default. */
  readonly channels?: readonly string[];
  /** Currency of amounts that name none, ISO 4217; `USD` unless given. */
  readonly currency?: string;
  /** RFC 3339. */
  readonly now: string;
}

/**
 * The conversation as the planner remembers it: JSON, to be stored as it is and handed back unchanged with the next
 * utterance. Its fields are not for callers; what they need is in the turn.
 */
export interface PlannerState {
  readonly version: 1;
  readonly turn: number;
  readonly flow: FlowIR | null;
  /** How each step came to be, by step id. */
  readonly decisions: Readonly<Record<string, Decision>>;
  /** The utterance that the plan was made from, while nothing else has changed it. */
  readonly origin: Origin | null;
  /** The questions of the last turn, which an answer is matched against. */
  readonly open: readonly Question[];
  readonly assumptions: readonly string[];
  readonly unmatched: readonly Span[];
  /** Earlier plans, the newest last, for "undo"; at most 20. */
  readonly undo: readonly UndoPoint[];
}

export interface Origin {
  readonly utterance: string;
  readonly turn: number;
}

export interface UndoPoint {
  readonly flow: FlowIR | null;
  readonly origin: Origin | null;
  readonly decisions: Readonly<Record<string, Decision>>;
  readonly assumptions: readonly string[];
}

/**
 * - `create`: a new workflow; `edit`: a change of the current one; `answer`: to a question asked before
 * - `question`: about the workflow or what can be done; `reply` answers it
 * - `run`: rehearse, approve or start it; the caller does that
 * - `other`: none of these
 */
export type Intent = 'create' | 'edit' | 'answer' | 'question' | 'run' | 'other';

export interface PlannerTurn {
  /** To be stored and passed with the next utterance. */
  readonly state: PlannerState;
  readonly intent: Intent;
  /** What to say, one to four plain sentences; questions are not repeated in it. */
  readonly reply: string;
  /** The current plan, after this turn; absent while there is none. */
  readonly plan?: FlowIR;
  /** The compiled plan, valid under the official schema; absent while a question is open whose answer it needs. */
  readonly definition?: Workflow;
  /** At most three, the most important first; those with `blocking: false` have a default that is already in the plan. */
  readonly questions: readonly Question[];
  /** One per step of the plan, in its order. */
  readonly explanation: readonly StepExplanation[];
  /** What was taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** Parts of the utterance that nothing in the plan stands for. */
  readonly unmatched: readonly Span[];
  /** With intent `run`: what was asked for. */
  readonly action?: 'rehearse' | 'approve' | 'start';
  /** With intents `create` and `edit`: 0 to 1, how sure the planner is of the whole plan. Below 0.5 prefer another author. */
  readonly confidence?: number;
}

export interface Question {
  /** Stable as long as the same thing is asked. */
  readonly id: string;
  readonly text: string;
  /** What depends on the answer, one sentence. */
  readonly why: string;
  readonly choices: readonly Choice[];
  /** The value of the choice that is taken when nobody answers. */
  readonly default?: string;
  /** What the answer fills: `trigger`, `step:ID`, `arg:ID:NAME`, `cond:ID` or `else:ID`. */
  readonly slot: string;
  /** True when there is no definition without an answer. */
  readonly blocking: boolean;
  /** True when an answer beside the choices is welcome. */
  readonly free: boolean;
}

export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** Why a step looks as it does. */
export interface Decision {
  /** 0 to 1: how well the chosen operation fits the words; 1 where there was nothing to choose. */
  readonly score: number;
  readonly reasons: readonly string[];
  /** Other operations that fit, best first, at most three. */
  readonly alternatives: readonly { readonly operation: string; readonly score: number }[];
}

export interface StepExplanation extends Decision {
  readonly stepId: string;
  /** The words that asked for the step; null for a step the planner had to add, whose reasons say why. */
  readonly words: Span | null;
  /** Id of the chosen operation, or the call of a function such as `approve:1@default`; null for control steps. */
  readonly operation: string | null;
}

/** Plans workflows from words. Pure and synchronous: the same input gives the same turn. */
export interface Planner {
  respond(input: PlannerInput): PlannerTurn;
}
