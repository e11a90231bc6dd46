import { eventFilters, literalType } from '../../analyse/event-types.ts';
import { INPUT } from '../../analyse/flow/origin.ts';
import { type Read, traceFlow } from '../../analyse/flow/trace.ts';
import { uriOf } from '../../analyse/hosts.ts';
import { openApiCall } from '../../analyse/operations.ts';
import type { Catalog } from '../../catalog.ts';
import type { CallOpenApi, CallTask } from '../../model/calls.ts';
import type { EventConsumptionStrategy } from '../../model/events.ts';
import type { ListenTask } from '../../model/tasks.ts';
import { walkTasks } from '../../model/walk.ts';
import type { Workflow } from '../../model/workflow.ts';
import { pathWords } from '../schema/schema-change.ts';
import type { AffectedWorkflow, Break } from './affected.ts';
import { brokenArguments } from './broken-arguments.ts';
import { brokenTypes } from './broken-types.ts';
import { type CatalogChanges, type ContractChange, catalogChanges, operationKey } from './catalog-changes.ts';

/**
 * Which definitions break when the APIs behind a catalog change, where and why. Readers of a result are found by
 * following the data; what an expression computes from it, by its types before and after.
 */
export function affectedBy(before: Catalog, after: Catalog, workflows: readonly Workflow[]): AffectedWorkflow[] {
  const changes = catalogChanges(before, after);
  return workflows
    .map((workflow) => {
      const direct = [...breaksOf(workflow, changes)];
      const typed = before === after ? [] : [...brokenTypes(workflow, before, after, direct)];
      return { workflow, breaks: [...direct, ...typed] };
    })
    .filter(({ breaks }) => breaks.length > 0);
}

/** A task, or the trigger, whose result has changed; `below` leads from its output to what the change is about. */
interface ChangedSource {
  readonly source: string;
  readonly change: ContractChange;
  readonly below: readonly string[];
}

function* breaksOf(workflow: Workflow, changes: CatalogChanges): Generator<Break> {
  const sources: ChangedSource[] = [];
  if (workflow.schedule?.on) {
    const { on, read } = workflow.schedule;
    yield* brokenEvents(on, '/schedule/on', INPUT, read, changes, sources);
  }
  for (const { kind, task, pointer, role } of walkTasks(workflow, { definitions: true })) {
    if (kind === 'listen') {
      const { to, read } = (task as ListenTask).listen;
      yield* brokenEvents(to, `${pointer}/listen/to`, pointer, read, changes, sources);
    }
    // A function is looked at where it is called, with the arguments it gets there.
    if (kind === 'call' && role !== 'function') {
      yield* brokenCall(task as CallTask, pointer, workflow, changes, sources);
    }
  }
  if (sources.length > 0) yield* brokenReads(sources, traceFlow(workflow).reads);
}

function* brokenCall(
  task: CallTask,
  pointer: string,
  workflow: Workflow,
  changes: CatalogChanges,
  sources: ChangedSource[],
): Generator<Break> {
  const call = openApiCall(task, workflow);
  const key = call ? operationKey(uriOf(call.with.document.endpoint), call.with.operationId) : task.call;
  const known = call ? changes.operations : changes.functions;
  if (!known.has(key)) return;
  const change = known.get(key);
  if (!change) {
    const subject = changes.names.get(key) ?? key;
    const kind = call ? 'operation_removed' : 'function_removed';
    yield { kind, pointer, subject, message: `${subject} does not exist any more` };
    return;
  }
  const direct = task.call === 'openapi';
  const args = direct ? (task as CallOpenApi).with.parameters : task.with;
  yield* brokenArguments(change, args, direct ? `${pointer}/with/parameters` : `${pointer}/with`);
  const output = call?.with.output ?? 'content';
  if (output !== 'raw') sources.push({ source: pointer, change, below: output === 'response' ? ['content'] : [] });
}

function* brokenEvents(
  strategy: EventConsumptionStrategy,
  pointer: string,
  source: string,
  read: 'data' | 'envelope' | 'raw' | undefined,
  changes: CatalogChanges,
  sources: ChangedSource[],
): Generator<Break> {
  for (const { filter, pointer: at } of eventFilters(strategy, pointer)) {
    const type = literalType(filter.with.type);
    if (!changes.events.has(type)) continue;
    const change = changes.events.get(type);
    if (change)
      sources.push({ source, change, below: read === undefined || read === 'data' ? ['[]'] : ['[]', 'data'] });
    else yield { kind: 'event_removed', pointer: at, subject: type, message: `Nobody sends ${type} any more` };
  }
}

/** Expressions that read something which is gone or of another type. */
function* brokenReads(sources: readonly ChangedSource[], reads: readonly Read[]): Generator<Break> {
  for (const { source, change, below } of sources) {
    for (const { path, kind, words } of change.output) {
      const full = [...below, ...path];
      const readers = reads.filter((read) => read.source === source && startsWith(read.path, full));
      for (const pointer of new Set(readers.map((read) => read.pointer))) {
        const gone = kind === 'property_removed';
        yield {
          kind: gone ? 'output_removed' : 'output_changed',
          pointer,
          subject: change.name,
          message: `“${pathWords(path)}” in what ${change.name} gives ${words}, and it is read here`,
        };
      }
    }
  }
}

function startsWith(path: readonly string[] | undefined, start: readonly string[]): boolean {
  return path !== undefined && path.length >= start.length && start.every((step, index) => path[index] === step);
}
