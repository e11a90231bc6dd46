import type { Workflow } from '../../model/workflow.ts';

/** Why a definition no longer fits an API. */
export type BreakKind =
  | 'operation_removed'
  | 'function_removed'
  | 'event_removed'
  | 'argument_missing'
  | 'argument_removed'
  | 'argument_changed'
  | 'output_removed'
  | 'output_changed'
  | 'no_longer_fits';

/** One place of a definition that a change of an API breaks. */
export interface Break {
  readonly kind: BreakKind;
  /** JSON pointer into the definition: the call, the argument, or the expression that reads. */
  readonly pointer: string;
  /** The operation `connection.name`, the function or the type of the event. */
  readonly subject: string;
  /** One sentence. */
  readonly message: string;
}

/** A definition that a change of the catalog breaks. */
export interface AffectedWorkflow {
  readonly workflow: Workflow;
  readonly breaks: readonly Break[];
}
