import type { Json } from '@parley/kernel';

/**
 * The plan between words and definition: a flat list of steps with parent ids, so that a person can read it, a patch
 * can name one place in it and a constrained decoder can write it. Every field is always there.
 */
export interface FlowIR {
  readonly title: string;
  readonly trigger: FlowTrigger;
  /** In document order: a block's children follow it. */
  readonly steps: readonly FlowStep[];
}

/**
 * What starts an execution. `every` is an ISO 8601 duration. `unknown` is a trigger the words name but the catalog
 * lacks; it is always asked about.
 */
export type FlowTrigger =
  | { readonly kind: 'manual'; readonly words: Span | null }
  | { readonly kind: 'event'; readonly type: string; readonly words: Span | null }
  | { readonly kind: 'cron'; readonly cron: string; readonly timeZone: string; readonly words: Span | null }
  | { readonly kind: 'every'; readonly every: string; readonly words: Span | null }
  | { readonly kind: 'unknown'; readonly words: Span | null };

/**
 * - `call`: an operation of the catalog; `op` is its id, null while it has to be asked for
 * - `approve`, `notify`: the runtime's functions of that name
 * - `if`: `cond`, children in `main` and `else`
 * - `foreach`: argument `in`, children in `main`; `item` names the element
 * - `parallel`: each child in `main` is a branch
 * - `try`: children in `main`, handlers in `catch`, argument `retries`
 * - `wait`: argument `duration` (ISO 8601); `listen`: argument `event`, the type to wait for
 * - `end`: the execution ends here
 * - `person`: something no operation does; `note` says what. Compiled as an approval, once a role is known
 */
export type StepKind =
  | 'call'
  | 'approve'
  | 'notify'
  | 'if'
  | 'foreach'
  | 'parallel'
  | 'try'
  | 'wait'
  | 'listen'
  | 'end'
  | 'person';

export interface FlowStep {
  /** The task's name in the definition and the name of its result, for example `checkStock`. */
  readonly id: string;
  /** The block this step is in, null at the top. */
  readonly parent: string | null;
  readonly branch: 'main' | 'else' | 'catch';
  readonly kind: StepKind;
  readonly op: string | null;
  readonly args: readonly FlowArg[];
  readonly cond: FlowCondition | null;
  readonly item: string | null;
  readonly note: string | null;
  /** The words that asked for this step. */
  readonly words: Span | null;
}

/**
 * One argument: exactly one of `from`, `value` and `ask` is not null.
 *
 * A path starts with `trigger` (what the execution was started with), the id of an earlier step (its result) or the
 * name of an enclosing loop's item, then goes by `.field`, `[0]` and `[]`: `trigger.orderId`, `listEmployees.items[0].id`.
 */
export interface FlowArg {
  readonly name: string;
  readonly from: string | null;
  /** A literal; strings inside may carry `{{path}}`, and a string that is one such path has the path's own type. */
  readonly value: Json;
  /** Why the value is not known yet; a question is made of it. */
  readonly ask: string | null;
}

export interface FlowCondition {
  readonly join: 'and' | 'or';
  readonly negate: boolean;
  readonly tests: readonly FlowTest[];
}

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'contains' | 'empty' | 'true' | 'unknown';

/** One comparison; `right` is a literal, or `rightFrom` a path. `empty` and `true` have no right side. */
export interface FlowTest {
  readonly left: string | null;
  readonly compare: Comparison;
  readonly right: Json;
  readonly rightFrom: string | null;
  /** The condition in the person's words, shown when it has to be asked about. */
  readonly text: string;
}

/** A piece of an utterance: `start` inclusive and `end` exclusive, in UTF-16 units of the turn's text. */
export interface Span {
  readonly turn: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
