import { isObject, toRfc3339 } from '@parley/kernel';
import type { CompiledWorkflow } from '../compile/compiled.ts';
import type { Durable, EffectInvocation } from '../durable.ts';
import type { StartData } from '../history.ts';
import type { EffectContext, Effects } from '../ports/effects.ts';
import { standardError } from '../problem.ts';
import { type Limits, limitReached } from './limits.ts';
import type { TaskObserver } from './observer.ts';
import type { Scope } from './scope.ts';

export interface ExecutionOptions {
  readonly durable: Durable;
  readonly workflow: CompiledWorkflow;
  readonly start: StartData;
  readonly startedAt: number;
  readonly effects: Effects;
  /** Values of `use.secrets`, read when the execution was loaded. */
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly limits: Limits;
  readonly observer: TaskObserver | undefined;
  readonly override?: Override | undefined;
}

/** Something special about one task of a forked execution. */
export interface Override {
  /** Journal key of the task. */
  readonly key: string;
  /** Replaces the task's raw input. */
  readonly input?: { readonly value: unknown };
  /** Called when the task is about to begin, which then never does. */
  readonly halt?: () => void;
}

/** What all tasks of one execution share. */
export class Execution {
  readonly durable: Durable;
  readonly workflow: CompiledWorkflow;
  readonly start: StartData;
  readonly startedAt: number;
  readonly effects: Effects;
  readonly limits: Limits;
  readonly observer: TaskObserver | undefined;
  readonly override: Override | undefined;
  readonly #secrets: Readonly<Record<string, unknown>>;
  #descriptor: object | undefined;
  #tasks = 0;
  #records = 0;

  constructor(options: ExecutionOptions) {
    this.durable = options.durable;
    this.workflow = options.workflow;
    this.start = options.start;
    this.startedAt = options.startedAt;
    this.effects = options.effects;
    const { limits } = options.start;
    this.limits = limits ? { ...options.limits, ...limits } : options.limits;
    this.observer = options.observer;
    const { fork } = options.start;
    this.override = options.override ?? (fork && { key: fork.at, ...(fork.input && { input: fork.input }) });
    this.#secrets = options.secrets;
  }

  /** Counts a task that begins; gives true when the execution should let others run. Raises a `runtime` error. */
  countTask(): boolean {
    this.#tasks += 1;
    const { maxTasks, breatheEvery } = this.limits;
    if (this.#tasks > maxTasks) throw limitReached('maxTasks', `The execution ran more than ${maxTasks} tasks`);
    return this.#tasks % breatheEvery === 0;
  }

  /** Counts something that will be recorded. Raises a `runtime` error. */
  countRecord(): void {
    this.#records += 1;
    const { maxRecords } = this.limits;
    if (this.#records <= maxRecords) return;
    throw limitReached('maxRecords', `The execution recorded more than ${maxRecords} effects and events`);
  }

  /** The workflow has failed and is being undone: what it used up of the limits no longer counts. */
  beginCompensation(): void {
    this.#tasks = 0;
    this.#records = 0;
  }

  /** The value of one of the specification's variables. */
  standard(name: string, scope: Scope): unknown {
    switch (name) {
      case 'context':
        return scope.branch.context;
      case 'input':
        return scope.input;
      case 'output':
        return scope.output;
      case 'secrets':
        return this.#allSecrets();
      case 'task':
        return taskDescriptor(scope);
      case 'workflow':
        this.#descriptor ??= this.#describe();
        return this.#descriptor;
      case 'runtime':
        return RUNTIME;
      default:
        return null;
    }
  }

  #describe(): object {
    const { workflow, start, startedAt } = this;
    const { executionId: id } = this.durable;
    return { id, definition: workflow.definition, input: start.input, startedAt: timeDescriptor(startedAt) };
  }

  #allSecrets(): Readonly<Record<string, unknown>> {
    for (const name of this.workflow.secrets) this.secret(name);
    return this.#secrets;
  }

  /**
   * The value of a secret; raises an `authorization` error when the tenant had none of that name when the execution
   * started. Whether there is one is part of the history, its value is not: in a replay without secrets it is null.
   */
  secret(name: string): unknown {
    if (this.workflow.secrets.includes(name) && !this.start.missingSecrets?.includes(name)) {
      return this.#secrets[name] ?? null;
    }
    throw standardError('authorization', `There is no secret "${name}", or use.secrets does not name it`);
  }

  effectContext(key: string, invocation: EffectInvocation): EffectContext {
    return new InvocationContext(this.start, this.durable.executionId, key, invocation);
  }
}

const RUNTIME = { name: 'parley', version: '0.1.0', metadata: {} };

class InvocationContext implements EffectContext {
  readonly tenantId: string;
  readonly environment: string;
  readonly executionId: string;
  readonly key: string;
  readonly #invocation: EffectInvocation;

  constructor(start: StartData, executionId: string, key: string, invocation: EffectInvocation) {
    this.tenantId = start.tenantId;
    this.environment = start.environment;
    this.executionId = executionId;
    this.key = key;
    this.#invocation = invocation;
  }

  get signal(): AbortSignal {
    return this.#invocation.signal;
  }

  get idempotencyKey(): string {
    return this.#invocation.idempotencyKey;
  }

  get attempt(): number {
    return this.#invocation.attempt;
  }
}

function taskDescriptor(scope: Scope): unknown {
  const { task } = scope;
  if (!task) return null;
  const own = isObject(task.definition) ? task.definition : {};
  return {
    ...own,
    name: task.name,
    reference: task.pointer,
    definition: own,
    input: scope.rawInput,
    output: scope.output,
    startedAt: timeDescriptor(scope.startedAt),
  };
}

function timeDescriptor(ms: number): object {
  return { iso8601: toRfc3339(ms), epoch: { seconds: Math.floor(ms / 1000), milliseconds: ms } };
}
