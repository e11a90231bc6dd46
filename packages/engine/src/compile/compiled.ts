import type { Task, TaskKind, Workflow } from '@parley/dsl';
import type { Op } from '../durable.ts';
import type { Scope } from '../interpret/scope.ts';
import type { DurationExpression } from './duration.ts';
import type { Expression } from './expression.ts';
import type { SchemaSource, Validator } from './schema.ts';
import type { Template } from './template.ts';

/**
 * What a task type does with its transformed input. Tasks that touch nothing are `pure`, which saves a generator. Either
 * may set `scope.branch.directive`.
 */
export type TaskBody =
  | { readonly pure: (scope: Scope, input: unknown) => unknown }
  | { readonly run: (scope: Scope, input: unknown) => Op<unknown> };

/** `input`, `output` or `export`: a transformation and the schema of its result (of its argument for `input`). */
export interface CompiledStep {
  readonly schema: Validator | SchemaSource | undefined;
  readonly transform: Template | undefined;
}

export interface CompiledExtension {
  readonly when: Expression | undefined;
  readonly before: CompiledList | undefined;
  readonly after: CompiledList | undefined;
  /** Last step of the journal keys of its tasks. */
  readonly name: string;
}

export interface CompiledTask {
  readonly name: string;
  readonly kind: TaskKind;
  /** JSON Pointer in the document: `instance` of the task's errors. */
  readonly pointer: string;
  /** The last two steps of the pointer: what the task adds to its list's journal key. */
  readonly step: string;
  readonly definition: Task;
  readonly condition: Expression | undefined;
  readonly input: CompiledStep | undefined;
  readonly output: CompiledStep | undefined;
  readonly export: CompiledStep | undefined;
  readonly timeout: DurationExpression | undefined;
  readonly then: string;
  readonly compensate: CompiledList | undefined;
  readonly extensions: readonly CompiledExtension[];
  readonly body: TaskBody;
}

export interface CompiledList {
  readonly tasks: readonly CompiledTask[];
  /** Where each name stands in the list. */
  readonly index: ReadonlyMap<string, number>;
}

/** A workflow with every expression compiled. Immutable; may be shared by any number of executions. */
export interface CompiledWorkflow {
  readonly definition: Workflow;
  readonly input: CompiledStep | undefined;
  readonly output: CompiledStep | undefined;
  readonly timeout: DurationExpression | undefined;
  readonly body: CompiledList;
  /** Compiles a function whose definition is not part of the workflow; raises a `configuration` error. */
  compileFunction(name: string, task: Task): CompiledTask;
  /** Names in `use.secrets`. */
  readonly secrets: readonly string[];
}
