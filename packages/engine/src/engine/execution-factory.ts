import { ParleyError } from '@parley/kernel';
import type { ChildRequest, Durable, Op } from '../durable.ts';
import { engineError } from '../errors.ts';
import { exceedsSize } from '../flow/json-size.ts';
import type { HistoryEntry, StartData } from '../history.ts';
import { Execution } from '../interpret/execution.ts';
import { interpret } from '../interpret/interpret.ts';
import { DEFAULT_LIMITS, type Limits, limitReached } from '../interpret/limits.ts';
import type { StartRequest } from '../ports/engine.ts';
import type { Append } from '../ports/store.ts';
import { standardError } from '../problem.ts';
import { SchedulerDurable } from '../scheduler/durable-context.ts';
import type { Run } from '../scheduler/run.ts';
import { INTERPRETER } from '../version.ts';
import { DefinitionCache } from './definition-cache.ts';
import type { EngineOptions } from './options.ts';

/** Generator code of one execution, for the {@link Run} that drives it. */
export type RunBody = (run: Run) => Op<unknown>;

export type FactoryOptions = Pick<EngineOptions, 'effects' | 'observer' | 'wrapDurable' | 'limits'>;

/** What every driver needs to begin executions: checked inputs, first entries, and the code that is to run. */
export class ExecutionFactory {
  readonly definitions: DefinitionCache;
  readonly limits: Limits;
  readonly #options: FactoryOptions;
  readonly #ownLimits: Pick<StartData, 'limits'>;

  constructor(options: FactoryOptions) {
    this.#options = options;
    this.#ownLimits = options.limits ? { limits: options.limits } : {};
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.definitions = new DefinitionCache(options.effects.definitions);
  }

  /** What a new execution records; raises `invalid_definition` or `payload_too_large`. */
  async startData(request: StartRequest): Promise<StartData> {
    const { tenantId, definition, input, trigger, environment = 'live' } = request;
    return await this.checked({
      tenantId,
      definition,
      input: input ?? null,
      trigger,
      environment,
      interpreter: INTERPRETER,
    });
  }

  /** The same data with the names of secrets that the tenant lacks; raises what makes the start impossible. */
  async checked(data: StartData): Promise<StartData> {
    const { maxPayloadBytes } = this.limits;
    if (exceedsSize(data.input, maxPayloadBytes)) {
      const hint = 'Put large data into a file or a database and pass its address.';
      throw engineError('payload_too_large', `The input is larger than ${maxPayloadBytes} bytes`, { hint });
    }
    const missingSecrets = await this.#missingSecrets(data.tenantId, data.definition);
    return { ...data, ...this.#ownLimits, ...(missingSecrets.length > 0 && { missingSecrets }) };
  }

  async #missingSecrets(tenantId: string, definition: string): Promise<readonly string[]> {
    const { secrets } = await this.definitions.get(tenantId, definition);
    if (secrets.length === 0) return [];
    const values = await this.#options.effects.secrets.read(tenantId, secrets);
    return secrets.filter((name) => !Object.hasOwn(values, name));
  }

  /** The code of an execution whose history begins with `start`; `around` wraps its port first. */
  async body({ tenantId, definition }: StartData, around?: (durable: Durable) => Durable): Promise<RunBody> {
    const { effects, observer, wrapDurable } = this.#options;
    const workflow = await this.definitions.get(tenantId, definition);
    const secrets = workflow.secrets.length > 0 ? await effects.secrets.read(tenantId, workflow.secrets) : {};
    return (run) => {
      const { start, startedAt } = run;
      const scheduler = new SchedulerDurable(run);
      const own = around?.(scheduler) ?? scheduler;
      const durable = wrapDurable?.(own) ?? own;
      const { limits } = this;
      return interpret(new Execution({ durable, workflow, start, startedAt, effects, secrets, limits, observer }));
    };
  }

  /** The first entry of a child. Rejects with a {@link WorkflowError} when the child cannot be run. */
  async childStart(run: Run, key: string, childId: string, request: ChildRequest, at: number): Promise<Append> {
    const { executionId, start } = run;
    const { tenantId, environment } = start;
    const { definition, input, detached } = request;
    const depth = (start.parent?.depth ?? 0) + 1;
    const { maxWorkflowDepth } = this.limits;
    if (depth > maxWorkflowDepth) {
      throw limitReached('maxWorkflowDepth', `Workflows started workflows more than ${maxWorkflowDepth} levels deep`);
    }
    const missingSecrets = await this.#missingSecrets(tenantId, definition).catch((cause: unknown) => {
      throw asWorkflowError(cause);
    });
    const data: StartData = {
      tenantId,
      environment,
      definition,
      input,
      trigger: { kind: 'workflow', executionId },
      interpreter: INTERPRETER,
      parent: { executionId, key, detached, depth },
      ...this.#ownLimits,
      ...(missingSecrets.length > 0 && { missingSecrets }),
    };
    return { tenantId, executionId: childId, entries: [startEntry(childId, data, at)] };
  }
}

/** A definition that cannot be run is the fault of the workflow that wants to run it; anything else is not. */
function asWorkflowError(cause: unknown): unknown {
  if (!(cause instanceof ParleyError) || cause.retryable) return cause;
  return standardError('configuration', cause.message, undefined, cause);
}

/** The first entry of an execution. */
export function startEntry(executionId: string, data: StartData, at: number): HistoryEntry {
  return { executionId, seq: 1, key: '', type: 'ExecutionStarted', data, at };
}
