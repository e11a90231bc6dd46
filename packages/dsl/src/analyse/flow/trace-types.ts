import type { CallTask } from '../../model/calls.ts';
import type { SubscriptionIterator } from '../../model/events.ts';
import type { RunTask } from '../../model/runs.ts';
import type {
  DoTask,
  EmitTask,
  ForkTask,
  ForTask,
  ListenTask,
  RaiseTask,
  SetTask,
  SwitchTask,
  Task,
  TaskKind,
  TryTask,
  WaitTask,
} from '../../model/tasks.ts';
import { taskEntry } from '../../model/walk.ts';
import { childPointer } from '../../parse/pointer.ts';
import { ITEM, join, listOf, made, mapOf, type Origin, OTHER, partOf, step } from './origin.ts';
import { joinStates, type Place, type State, type Tracing } from './tracing.ts';

type TraceTask<T extends Task = Task> = (tracing: Tracing, task: T, pointer: string, place: Place) => State;

/** What comes out of each task type, before `output.as`. */
export const TRACE_BY_KIND: Readonly<Record<TaskKind, TraceTask>> = {
  call: traceCall as TraceTask,
  do: ((tracing, task, pointer, { state, variables }) =>
    tracing.list(task.do, `${pointer}/do`, state, variables)) satisfies TraceTask<DoTask> as TraceTask,
  emit: ((tracing, task, pointer, place) => {
    tracing.data(task.emit.event.with, `${pointer}/emit/event/with`, place);
    return { ...place.state, data: partOf(pointer) };
  }) satisfies TraceTask<EmitTask> as TraceTask,
  for: traceFor as TraceTask,
  fork: traceFork as TraceTask,
  listen: traceListen as TraceTask,
  raise: ((tracing, task, pointer, place) => {
    tracing.data(task.raise, `${pointer}/raise`, place);
    return place.state;
  }) satisfies TraceTask<RaiseTask> as TraceTask,
  run: ((tracing, task, pointer, place) => {
    tracing.data(task.run, `${pointer}/run`, place);
    return task.run.await === false ? place.state : { ...place.state, data: partOf(pointer) };
  }) satisfies TraceTask<RunTask> as TraceTask,
  set: ((tracing, task, pointer, place) => {
    const value =
      typeof task.set === 'string'
        ? tracing.expression(task.set, `${pointer}/set`, place)
        : tracing.data(task.set, `${pointer}/set`, place);
    return { ...place.state, data: made(place.by, value) };
  }) satisfies TraceTask<SetTask> as TraceTask,
  switch: ((tracing, task, pointer, place) => {
    for (const [index, item] of task.switch.entries()) {
      const [name, { when }] = Object.entries(item)[0]!;
      const own = childPointer(`${pointer}/switch/${index}`, name);
      if (when !== undefined) tracing.expression(when, `${own}/when`, place);
    }
    return place.state;
  }) satisfies TraceTask<SwitchTask> as TraceTask,
  try: traceTry as TraceTask,
  wait: ((tracing, task, pointer, place) => {
    tracing.data(task.wait, `${pointer}/wait`, place);
    return place.state;
  }) satisfies TraceTask<WaitTask> as TraceTask,
};

function traceCall(tracing: Tracing, task: CallTask, pointer: string, place: Place): State {
  tracing.data(task.with, `${pointer}/with`, place);
  const own = (task.with ?? {}) as Readonly<Record<string, unknown>>;
  const endpoint = own.endpoint as string | { readonly uri: string } | undefined;
  if (endpoint !== undefined) {
    const uri = typeof endpoint === 'string' ? endpoint : endpoint.uri;
    // A variable of a URI template is a property of the input.
    for (const [, names] of uri.matchAll(/(?<!\$)\{(\w+(?:,\w+)*)\}/g)) {
      for (const name of names!.split(','))
        tracing.read(step(place.state.data, name), `${pointer}/with/endpoint`, place);
    }
  }
  const subscription = own.subscription as { foreach?: SubscriptionIterator } | undefined;
  const after = { ...place.state, data: partOf(pointer) };
  if (!subscription?.foreach) return after;
  return traceIterator(tracing, subscription.foreach, `${pointer}/with/subscription/foreach`, place, partOf(pointer));
}

function traceFor(tracing: Tracing, task: ForTask, pointer: string, place: Place): State {
  const { each = 'item', at = 'index', in: collection } = task.for;
  const items =
    typeof collection === 'string'
      ? tracing.expression(collection, `${pointer}/for/in`, place)
      : tracing.data(collection, `${pointer}/for/in`, place);
  const variables = new Map([...place.variables, [each, step(items, ITEM)] as const, [at, OTHER] as const]);
  if (task.while !== undefined) tracing.expression(task.while, `${pointer}/while`, { ...place, variables });
  const body = (state: State): State => tracing.list(task.do, `${pointer}/do`, state, variables);
  const after = tracing.loop(pointer, place.state, body);
  return task.metadata?.parallel === undefined ? after : { ...after, data: listOf(after.data) };
}

function traceFork(tracing: Tracing, task: ForkTask, pointer: string, { state, variables }: Place): State {
  const states = task.fork.branches.map((item, index) => {
    const [name, branch] = taskEntry(item);
    const own = childPointer(childPointer(`${pointer}/fork/branches`, index), name);
    return tracing.task(branch, own, state, variables);
  });
  const { context } = joinStates([state, ...states]);
  const outputs = states.map(({ data }) => data);
  if (task.fork.compete) return { context, data: join(outputs) };
  // A list whose items are told apart by their index.
  return { context, data: mapOf(new Map(outputs.map((data, index) => [String(index), data]))) };
}

function traceListen(tracing: Tracing, task: ListenTask, pointer: string, place: Place): State {
  tracing.data(task.listen.to, `${pointer}/listen/to`, place);
  const events = partOf(pointer);
  if (!task.foreach) return { ...place.state, data: events };
  return traceIterator(tracing, task.foreach, `${pointer}/foreach`, place, events);
}

function traceIterator(
  tracing: Tracing,
  { item = 'item', at = 'index', do: tasks, output, export: exported }: SubscriptionIterator,
  pointer: string,
  place: Place,
  collection: Origin,
): State {
  const one = step(collection, ITEM);
  const variables = new Map([...place.variables, [item, one] as const, [at, OTHER] as const]);
  const start = { ...place.state, data: one };
  const after = tasks ? tracing.list(tasks, `${pointer}/do`, start, variables) : start;
  const inside = { ...place, variables, state: after };
  const data = output?.as === undefined ? after.data : property(tracing, output.as, `${pointer}/output/as`, inside);
  const context =
    exported?.as === undefined
      ? after.context
      : property(tracing, exported.as, `${pointer}/export/as`, { ...inside, state: { ...after, data } });
  return { data: listOf(data), context: join([place.state.context, context]) };
}

function property(tracing: Tracing, value: string | object, pointer: string, place: Place): Origin {
  return typeof value === 'string' ? tracing.expression(value, pointer, place) : tracing.data(value, pointer, place);
}

function traceTry(tracing: Tracing, task: TryTask, pointer: string, place: Place): State {
  const { state, variables } = place;
  const tried = tracing.list(task.try, `${pointer}/try`, state, variables);
  const { as = 'error', when, exceptWhen, do: tasks } = task.catch;
  const inner = new Map([...variables, [as, OTHER] as const]);
  // The context may have changed before the error.
  const caught = { data: state.data, context: join([state.context, tried.context]) };
  for (const [key, condition] of Object.entries({ when, exceptWhen })) {
    if (condition !== undefined) {
      tracing.expression(condition, `${pointer}/catch/${key}`, { ...place, variables: inner, state: caught });
    }
  }
  const handled = tasks ? tracing.list(tasks, `${pointer}/catch/do`, caught, inner) : caught;
  return joinStates([tried, handled]);
}
