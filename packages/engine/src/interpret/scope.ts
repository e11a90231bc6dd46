import type { CompiledTask } from '../compile/compiled.ts';
import type { Durable } from '../durable.ts';
import type { Branch } from './branch.ts';
import type { Execution } from './execution.ts';

/** Loop items, indexes, caught errors: variables that tasks bring in for the tasks inside them. */
export type Variables = Readonly<Record<string, unknown>>;

export const NO_VARIABLES: Variables = Object.freeze(Object.create(null) as Record<string, unknown>);

/** Where a task runs: its place in the journal and everything its expressions can see. */
export class Scope {
  readonly execution: Execution;
  readonly branch: Branch;
  readonly variables: Variables;
  /** Prefix of the journal keys in this scope. */
  readonly key: string;
  /** The same without the numbers of attempts: what idempotency keys are made of. */
  readonly position: string;
  /** Which attempt of the nearest retry this is. */
  readonly attempt: number;
  /** Of the task that runs: `$task`, `$input` and `$output`. */
  task: CompiledTask | undefined;
  rawInput: unknown = null;
  input: unknown = null;
  output: unknown = null;
  startedAt = 0;

  constructor(
    execution: Execution,
    branch: Branch,
    variables: Variables,
    key: string,
    position: string,
    attempt: number,
  ) {
    this.execution = execution;
    this.branch = branch;
    this.variables = variables;
    this.key = key;
    this.position = position;
    this.attempt = attempt;
  }

  get durable(): Durable {
    return this.execution.durable;
  }

  /** The scope at `suffix` below this one; variables and branch stay unless others are given. */
  at(suffix: string, variables: Variables = this.variables, branch: Branch = this.branch): Scope {
    const key = this.key + suffix;
    const position = this.key === this.position ? key : this.position + suffix;
    return new Scope(this.execution, branch, variables, key, position, this.attempt);
  }

  /** The scope of the n-th attempt at `suffix`: another journal key, the same position. */
  attemptAt(suffix: string, attempt: number): Scope {
    const position = this.position + suffix;
    const key = attempt === 1 ? this.key + suffix : `${this.key}${suffix}#${attempt}`;
    return new Scope(this.execution, this.branch, this.variables, key, position, attempt);
  }

  /** These variables and more. */
  bind(more: Variables): Variables {
    return Object.assign(Object.create(null), this.variables, more) as Variables;
  }
}
