import type { Duration, InputConfig, OutputConfig, Task, TaskList, Use, Workflow } from '@parley/dsl';
import type { CompiledList, CompiledStep, CompiledTask, TaskBody } from './compiled.ts';
import type { DurationExpression } from './duration.ts';
import type { Expression } from './expression.ts';
import type { Template } from './template.ts';

/** The tables of `use` that tasks refer to by name. */
export type UseTable = 'timeouts' | 'retries' | 'errors' | 'authentications';

/** What a task type compiles its task with. Problems are collected; compilation goes on past them. */
export interface CompileContext {
  readonly workflow: Workflow;
  /** An expression, bare or as `${ }`. After a problem, one that gives null. */
  expression(source: string, pointer: string): Expression;
  /** Data with expressions in it. */
  template(value: unknown, pointer: string): Template;
  /** What only an expression or an object with expressions can be: `from`, `as`. */
  transformation(value: unknown, pointer: string): Template;
  duration(value: Duration, pointer: string): DurationExpression;
  /** `input`, `output` or `export`. */
  step(config: InputConfig | OutputConfig | undefined, pointer: string): CompiledStep | undefined;
  list(tasks: TaskList, pointer: string): CompiledList;
  task(name: string, task: Task, pointer: string, step: string): CompiledTask;
  /** The function in `use.functions`, compiled once; undefined when there is none. */
  function(name: string, pointer: string): CompiledTask | undefined;
  /** What a `use` table holds under a name; reports when it holds nothing. */
  named<K extends UseTable>(kind: K, name: string, pointer: string): NonNullable<Use[K]>[string] | undefined;
  problem(pointer: string, message: string): void;
  /** The same with more variables in scope for the tasks inside. */
  with(variables: readonly string[]): CompileContext;
}

/** One of the twelve task types: how a task of its kind is compiled. */
export interface TaskType<T extends Task> {
  compile(task: T, pointer: string, context: CompileContext): TaskBody;
}
