import type { Task } from '../model/tasks.ts';
import type { Workflow } from '../model/workflow.ts';
import type { BreakingChange } from './breaking/breaking-change.ts';

/** What differs between two definitions. Formatting and the order of keys in maps are no difference. */
export interface WorkflowDiff {
  readonly before: Workflow;
  readonly after: Workflow;
  /** Tasks first in the order of the new definition, then what goes, then the definition's other parts. */
  readonly changes: readonly Change[];
  /** Changes that callers, consumers or whoever approved the permissions must know about. */
  readonly breaking: readonly BreakingChange[];
}

/**
 * One difference. `from` is a JSON pointer into the old definition, `to` into the new one; a task that is added, removed
 * or moved stands for everything inside it.
 */
export type Change =
  | { readonly kind: 'task_added'; readonly to: string; readonly name: string; readonly task: Task }
  | { readonly kind: 'task_removed'; readonly from: string; readonly name: string; readonly task: Task }
  | { readonly kind: 'task_moved'; readonly from: string; readonly to: string; readonly name: string }
  | {
      readonly kind: 'task_renamed';
      readonly from: string;
      readonly to: string;
      readonly before: string;
      readonly after: string;
    }
  | FieldChange;

/** A property that comes, goes or gets another value. */
export interface FieldChange {
  readonly kind: 'field_added' | 'field_removed' | 'field_changed';
  readonly from: string;
  readonly to: string;
  /** Missing when the field is added. */
  readonly before?: unknown;
  /** Missing when the field is removed. */
  readonly after?: unknown;
  /** The task it belongs to, as pointers into both definitions; missing for the definition itself. */
  readonly task?: { readonly from: string; readonly to: string };
}
