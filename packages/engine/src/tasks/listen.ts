import type { EventConsumptionStrategy, EventFilter, ListenTask } from '@parley/dsl';
import type { CompileContext, TaskType } from '../compile/context.ts';
import type { Expression } from '../compile/expression.ts';
import type { CloudEvent, EventSubscription } from '../durable.ts';
import { type CompiledFilter, type Correlations, compileEventFilter } from '../flow/event-filter.ts';
import { compileForeach, type Foreach } from '../flow/foreach.ts';
import { limitReached } from '../interpret/limits.ts';
import type { Scope } from '../interpret/scope.ts';

type Steps = Generator<unknown, unknown, unknown>;

/** Which events to consume and until when. */
interface Strategy {
  readonly mode: 'all' | 'any' | 'one';
  /** None: every event. */
  readonly filters: readonly CompiledFilter[];
  /** Ends the consumption, evaluated with the events consumed so far as `.`. */
  readonly untilTrue: Expression | undefined;
  /** Ends the consumption when an event of these arrives. */
  readonly untilEvents: readonly CompiledFilter[] | undefined;
}

const NO_CORRELATIONS: Correlations = new Map();

/**
 * `listen`: waits for events; the output is always a list. `one` and `any` take the first event that matches, `all` one
 * for each filter, `any` with `until` every one until the condition holds or the other event comes. With `foreach` every
 * event is worked on before the next is taken, and the output lists what that gave.
 */
export const listenTask: TaskType<ListenTask> = {
  compile(task, pointer, context) {
    const strategy = compileStrategy(task.listen.to, `${pointer}/listen/to`, context);
    const foreach = task.foreach && compileForeach(task.foreach, `${pointer}/foreach`, '/foreach', context);
    const read = task.listen.read ?? 'data';
    return { run: (scope) => consume({ strategy, foreach, scope, read }) };
  },
};

function compileStrategy(to: EventConsumptionStrategy, pointer: string, context: CompileContext): Strategy {
  const compile = (filters: readonly EventFilter[], path: string) =>
    filters.map((filter, index) => compileEventFilter(filter, `${pointer}${path}/${index}`, context));
  if ('all' in to)
    return { mode: 'all', filters: compile(to.all, '/all'), untilTrue: undefined, untilEvents: undefined };
  if ('one' in to)
    return { mode: 'one', filters: compile([to.one], '/one'), untilTrue: undefined, untilEvents: undefined };
  const { any, until } = to;
  return {
    mode: 'any',
    filters: compile(any, '/any'),
    untilTrue: typeof until === 'string' ? context.expression(until, `${pointer}/until`) : undefined,
    untilEvents: typeof until === 'object' ? compileStrategy(until, `${pointer}/until`, context).filters : undefined,
  };
}

interface Consumption {
  readonly strategy: Strategy;
  readonly foreach: Foreach | undefined;
  readonly scope: Scope;
  readonly read: 'data' | 'envelope' | 'raw';
}

function* consume({ strategy, foreach, scope, read }: Consumption): Steps {
  const { maxEvents } = scope.execution.limits;
  const wanted = new Wanted(strategy, scope);
  const consumed: unknown[] = [];
  const outputs: unknown[] = [];
  for (let index = 0; index < maxEvents; index += 1) {
    scope.execution.countRecord();
    const event = yield* scope.durable.event(`${scope.key}!event@${index}`, wanted.subscription());
    if (wanted.endsWith(event)) return outputs;
    wanted.take(event);
    const value = read === 'data' ? (event.data ?? null) : event;
    consumed.push(value);
    outputs.push(foreach ? yield* foreach(scope, value, index) : value);
    if (scope.branch.directive === 'end' || wanted.satisfied(consumed)) return outputs;
  }
  throw limitReached('maxEvents', `The task consumed more than ${maxEvents} events`);
}

/** The filters that still want an event, and what the events taken so far correlate on. */
class Wanted {
  readonly #strategy: Strategy;
  readonly #scope: Scope;
  #filters: readonly CompiledFilter[];
  #known: Correlations = new Map();

  constructor(strategy: Strategy, scope: Scope) {
    this.#strategy = strategy;
    this.#scope = scope;
    this.#filters = strategy.filters;
  }

  subscription(): EventSubscription {
    const filters = [...this.#filters, ...(this.#strategy.untilEvents ?? [])];
    const types = filters.map(({ type }) => type);
    const every = this.#filters.length === 0;
    return {
      types: every || types.includes(undefined) ? undefined : [...new Set(types as string[])],
      matches: (event) => every || this.#find(event) !== undefined || this.endsWith(event),
    };
  }

  #find(event: CloudEvent): CompiledFilter | undefined {
    return this.#filters.find((filter) => filter.match(this.#scope, event, this.#known));
  }

  /** True for the event that `until` names. */
  endsWith(event: CloudEvent): boolean {
    return (this.#strategy.untilEvents ?? []).some((filter) => filter.match(this.#scope, event, NO_CORRELATIONS));
  }

  take(event: CloudEvent): void {
    const filter = this.#find(event);
    if (!filter) return;
    this.#known = filter.match(this.#scope, event, this.#known)!;
    if (this.#strategy.mode === 'all') this.#filters = this.#filters.filter((other) => other !== filter);
  }

  /** True when no further event is wanted. */
  satisfied(consumed: readonly unknown[]): boolean {
    const { mode, untilTrue, untilEvents } = this.#strategy;
    if (mode === 'one') return true;
    if (mode === 'all') return this.#filters.length === 0;
    if (untilTrue) return untilTrue.test(this.#scope, consumed);
    return untilEvents === undefined;
  }
}
