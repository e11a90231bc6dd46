import { isExpression, stripExpression } from '../expression/syntax.ts';
import type { CallTask } from '../model/calls.ts';
import type { EventConsumptionStrategy, EventFilter } from '../model/events.ts';
import type { RunTask } from '../model/runs.ts';
import type {
  EmitTask,
  ForkTask,
  ForTask,
  ListenTask,
  RaiseTask,
  SetTask,
  SwitchTask,
  Task,
  TaskKind,
  WaitTask,
} from '../model/tasks.ts';
import { taskKind } from '../model/walk.ts';
import type { Endpoint } from '../model/workflow.ts';
import { countWords, durationWords, humanize, lastPart, listWords } from './words.ts';

const SUMMARIES: Readonly<Record<TaskKind, (task: Task) => string>> = {
  call: (task) => summarizeCall(task as CallTask),
  do: () => 'in order',
  emit: (task) => `sends ${(task as EmitTask).emit.event.with.type ?? 'an event'}`,
  for: (task) => summarizeFor(task as ForTask),
  fork: (task) => ((task as ForkTask).fork.compete ? 'side by side, the first one wins' : 'side by side'),
  listen: (task) => `waits for ${eventWords((task as ListenTask).listen.to)}`,
  raise: (task) => summarizeRaise(task as RaiseTask),
  run: (task) => summarizeRun(task as RunTask),
  set: (task) => summarizeSet(task as SetTask),
  switch: (task) => `chooses among ${countWords((task as SwitchTask).switch.length, 'case')}`,
  try: () => 'handles errors',
  wait: (task) => `waits ${durationWords((task as WaitTask).wait)}`,
};

/** What a task does, in a few plain words without its name: `calls GET https://host/path`, `waits 15 minutes`. */
export function summarizeTask(task: Task): string {
  return SUMMARIES[taskKind(task)](task);
}

function summarizeCall(task: CallTask): string {
  const args = (task.with ?? {}) as Readonly<Record<string, unknown>>;
  switch (task.call) {
    case 'http':
      return `calls ${String(args.method).toUpperCase()} ${endpointWords(args.endpoint as Endpoint)}`;
    case 'openapi':
      return `calls ${String(args.operationId)}`;
    case 'grpc':
      return `calls ${(args.service as { name: string }).name}/${String(args.method)}`;
    case 'asyncapi': {
      const channel = String(args.operation ?? args.channel);
      return args.message === undefined ? `receives messages of ${channel}` : `publishes to ${channel}`;
    }
    case 'a2a':
      return `asks an agent: ${String(args.method)}`;
    case 'mcp':
      return `calls MCP ${String(args.method)}`;
    default:
      return `calls ${functionWords(task.call)}`;
  }
}

/** A function's name without version and catalog; of an address the last telling part. */
function functionWords(call: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(call)) {
    const parts = call.split('/').filter((part) => part && !/^(?:function\.(?:ya?ml|json)|\d+\.\d+\.\d+)$/.test(part));
    return parts.at(-1) ?? call;
  }
  return call.replace(/:.*$/, '');
}

/** An address without its expression marks. */
function endpointWords(endpoint: Endpoint): string {
  const uri = typeof endpoint === 'string' ? endpoint : endpoint.uri;
  return isExpression(uri) ? stripExpression(uri) : uri;
}

function summarizeFor(task: ForTask): string {
  const { each = 'item', in: collection } = task.for;
  const items =
    typeof collection === 'string' ? stripExpression(collection) : countWords(collection.length, 'given item');
  return `for each ${humanize(each)} of ${items}`;
}

/** The events of a strategy: `order.placed`, `a and b`, `a or b`. */
export function eventWords(to: EventConsumptionStrategy): string {
  if ('one' in to) return filterWords(to.one);
  if ('all' in to) return listWords(to.all.map(filterWords)) || 'no events';
  return listWords(to.any.map(filterWords), 'or') || 'any event';
}

function filterWords(filter: EventFilter): string {
  const { type, source } = filter.with;
  if (typeof type === 'string') return isExpression(type) ? 'an event' : type;
  return typeof source === 'string' ? `an event from ${source}` : 'an event';
}

function summarizeRaise(task: RaiseTask): string {
  const { error } = task.raise;
  if (typeof error === 'string') return `fails with ${humanize(error)}`;
  return `fails with ${error.title && !isExpression(error.title) ? error.title : lastPart(error.type)}`;
}

function summarizeRun(task: RunTask): string {
  const { run } = task;
  if ('container' in run) return `runs the container ${run.container.image}`;
  if ('script' in run) return `runs a ${run.script.language} script`;
  if ('shell' in run) return `runs ${run.shell.command.split('\n')[0]}`;
  return `runs the workflow ${run.workflow.namespace}/${run.workflow.name}`;
}

function summarizeSet(task: SetTask): string {
  if (typeof task.set === 'string') return `sets ${stripExpression(task.set)}`;
  const names = Object.keys(task.set);
  return `sets ${names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : listWords(names)}`;
}
