import { joinTypes, type Type, unknownType } from '@parley/jq';
import { isExpression } from '../expression/syntax.ts';
import type { EmitTask, Extension, Task, TaskKind, TaskList } from '../model/tasks.ts';
import { taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import type { Contracts } from './contracts.ts';
import type { Surroundings, Variables } from './environment.ts';
import type { Exit, Flow, ListOutcome } from './flow.ts';
import { typeList } from './list.ts';
import { Notes } from './notes.ts';
import { typeTask } from './task.ts';
import { typeCall } from './tasks/call.ts';
import { typeDo } from './tasks/do.ts';
import { typeEmit, typeListen } from './tasks/events.ts';
import { typeFor } from './tasks/for.ts';
import { typeFork } from './tasks/fork.ts';
import { typeRun } from './tasks/run.ts';
import { typeRaise, typeSet, typeWait } from './tasks/simple.ts';
import { typeSwitch } from './tasks/switch.ts';
import { typeTry } from './tasks/try.ts';
import type { TaskTyping, TaskVisit, Typing } from './typing.ts';

/** The twelve task types. */
const TASK_TYPINGS: { readonly [K in TaskKind]: TaskTyping<Extract<Task, Record<K, unknown>>> } = {
  call: typeCall,
  do: typeDo,
  emit: typeEmit,
  for: typeFor,
  fork: typeFork,
  listen: typeListen,
  raise: typeRaise,
  run: typeRun,
  set: typeSet,
  switch: typeSwitch,
  try: typeTry,
  wait: typeWait,
};

/** Visits for each task on average before loops are no longer followed to their fixed point. */
const VISITS_PER_TASK = 8;
const SPARE_VISITS = 500;
/** Functions that call functions. */
const MAX_CALLS = 16;

/** Follows the data through a definition. */
export class Typer implements Typing {
  readonly workflow: Workflow;
  readonly contracts: Contracts;
  readonly notes = new Notes();
  readonly strict: boolean;
  readonly emitted: ReadonlySet<string>;
  readonly surroundings: Surroundings;
  readonly #extensions: readonly Extending[];
  readonly #watching: { context: Type }[] = [];
  #visits = 0;
  readonly #maxVisits: number;
  #calls = 0;

  constructor(workflow: Workflow, contracts: Contracts, surroundings: Surroundings, tasks: readonly Task[]) {
    this.workflow = workflow;
    this.contracts = contracts;
    this.surroundings = surroundings;
    this.strict = workflow.evaluate?.mode !== 'loose';
    this.emitted = new Set(tasks.flatMap(emittedType));
    this.#maxVisits = tasks.length * VISITS_PER_TASK + SPARE_VISITS;
    this.#extensions = (workflow.use?.extensions ?? []).flatMap((item) => Object.values(item).map(extending));
  }

  get exhausted(): boolean {
    return this.#visits > this.#maxVisits;
  }

  list(tasks: TaskList, pointer: string, entry: Flow, variables: Variables): ListOutcome {
    return typeList(this, tasks, pointer, entry, variables);
  }

  task(name: string, task: Task, pointer: string, entry: Flow, variables: Variables): readonly Exit[] {
    const isFunction = pointer.startsWith('/use/functions/');
    if (isFunction && this.#calls >= MAX_CALLS) return [];
    this.#visits += 1;
    this.#calls += Number(isFunction);
    const exits = typeTask(this, name, task, pointer, entry, variables, (visit) => this.#body(visit));
    this.#calls -= Number(isFunction);
    return exits;
  }

  #body(visit: TaskVisit): readonly Exit[] {
    const kind = taskKind(visit.task);
    const exits = (TASK_TYPINGS[kind] as TaskTyping<Task>)(this, visit);
    const compensate = visit.task.metadata?.compensate;
    if (Array.isArray(compensate)) this.#compensation(visit, compensate as TaskList, exits);
    return this.#extended(kind, exits);
  }

  /** A compensation gets the raw output of its task and sees what the task saw; it runs later, with any context. */
  #compensation({ pointer, environment }: TaskVisit, tasks: TaskList, exits: readonly Exit[]): void {
    const value = exits
      .map(({ flow }) => flow.value)
      .reduce<Type | undefined>((all, type) => (all ? joinTypes(all, type) : type), undefined);
    const entry = { value: value ?? unknownType, context: unknownType, exported: false };
    this.list(tasks, `${pointer}/metadata/compensate`, entry, environment.variables);
  }

  /** What extensions around a task can change of what it gives. */
  #extended(kind: TaskKind, exits: readonly Exit[]): readonly Exit[] {
    const active = this.#extensions.filter(({ extend }) => extends_(extend, kind));
    if (active.length === 0) return exits;
    const replaced = active.some(({ replaces }) => replaces);
    const exported = active.some(({ exports }) => exports);
    const all = replaced && exits.length === 0 ? [{ directive: undefined, flow: UNKNOWN }] : exits;
    return all.map(({ directive, flow }) => ({
      directive,
      flow: {
        value: replaced ? unknownType : flow.value,
        context: exported ? unknownType : flow.context,
        exported: flow.exported,
      },
    }));
  }

  exported(context: Type): void {
    for (const watch of this.#watching) watch.context = joinTypes(watch.context, context);
  }

  contextsOf<T>(before: Type, body: () => T): { readonly result: T; readonly context: Type } {
    const watch = { context: before };
    this.#watching.push(watch);
    const result = body();
    this.#watching.splice(this.#watching.indexOf(watch), 1);
    return { result, context: watch.context };
  }
}

const UNKNOWN: Flow = { value: unknownType, context: unknownType, exported: false };

/** What matters of an extension for the tasks around which it runs. */
interface Extending {
  readonly extend: Extension['extend'];
  /** It can leave by `exit` or `end` and so give an output of its own. */
  readonly replaces: boolean;
  readonly exports: boolean;
}

function extending({ extend, before, after }: Extension): Extending {
  const text = JSON.stringify([before, after]);
  return { extend, replaces: /"then":"(?:exit|end)"/.test(text), exports: text.includes('"export":') };
}

const COMPOSITE: ReadonlySet<TaskKind> = new Set(['do', 'for', 'fork', 'try']);

const extends_ = (extend: Extension['extend'], kind: TaskKind): boolean =>
  extend === kind || extend === 'all' || (extend === 'composite' && COMPOSITE.has(kind));

function emittedType(task: Task): string[] {
  if (!('emit' in task)) return [];
  const { type } = (task as EmitTask).emit.event.with;
  return typeof type === 'string' && !isExpression(type) ? [type] : [];
}
