import type { Verb } from '../lexicon/verbs.ts';
import type { Token } from '../normalise/tokens.ts';

/** What an utterance says, as a tree; nothing in it is matched against the catalog yet. */
export type Clause =
  | ActionClause
  | ApprovalClause
  | IfClause
  | LoopClause
  | WaitClause
  | OtherwiseClause
  | ParallelClause
  | RetryClause
  | StopClause;

interface ClauseBase {
  /** The words it was read from. */
  readonly words: readonly Token[];
}

/** Something to do: `check kitchen capacity`. */
export interface ActionClause extends ClauseBase {
  readonly type: 'action';
  /** Senses of the verb, its main one first; empty when there was none. */
  readonly verb: readonly Verb[];
  /** The verb as written, in lower case. */
  readonly verbWord: string;
  /** Everything beside the verb. */
  readonly object: readonly Token[];
  /** Who should do it, when somebody is named: `the chef` in "the chef cleans the oven". */
  readonly actor: readonly Token[];
  /** The noun phrase after "for each", when the action is to be repeated. */
  each: readonly Token[] | null;
  /** True in "check whether ...", "make sure that ...". */
  readonly asksWhether: boolean;
}

/** A person or role decides: `ask the manager to approve`. */
export interface ApprovalClause extends ClauseBase {
  readonly type: 'approval';
  readonly role: readonly Token[];
  /** What is approved, when it is said. */
  readonly about: readonly Token[];
}

export interface IfClause extends ClauseBase {
  readonly type: 'if';
  readonly condition: readonly Token[];
  /** "unless" */
  readonly negate: boolean;
  readonly then: Clause[];
  readonly otherwise: Clause[];
}

export interface LoopClause extends ClauseBase {
  readonly type: 'loop';
  readonly over: readonly Token[];
  readonly body: Clause[];
}

/** `wait 10 minutes`, or until something happens. */
export interface WaitClause extends ClauseBase {
  readonly type: 'wait';
  readonly ms: number | null;
  readonly until: readonly Token[];
}

/** "otherwise" after checks, without an "if" it would belong to. */
export interface OtherwiseClause extends ClauseBase {
  readonly type: 'otherwise';
  readonly body: Clause[];
}

export interface ParallelClause extends ClauseBase {
  readonly type: 'parallel';
  readonly body: Clause[];
}

/** `retry up to 3 times`, about the call before it. */
export interface RetryClause extends ClauseBase {
  readonly type: 'retry';
  readonly count: number;
}

export interface StopClause extends ClauseBase {
  readonly type: 'stop';
}
