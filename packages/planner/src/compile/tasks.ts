import type { Catalog, Operation, Task, TaskBase, TaskList } from '@parley/dsl';
import { conditionToJq, expression, literalToValue, pathToJq, type Variables } from '../conditions/jq.ts';
import { argOf, textOfArg } from '../plan/args.ts';
import type { FlowIR, FlowStep } from '../plan/flow.ts';
import { runtimeFunctions } from '../plan/runtime-functions.ts';
import { fieldsOf } from '../schema/fields.ts';
import { shapeOf, typeOf } from '../schema/schema.ts';
import { functionNames, usedOperations } from './names.ts';

type Entry = Readonly<Record<string, Task>>;

interface Context {
  readonly flow: FlowIR;
  readonly catalog: Catalog;
  readonly names: ReadonlyMap<string, string>;
  readonly byId: ReadonlyMap<string, Operation>;
}

/** The steps of a plan as tasks. */
export function compileSteps(flow: FlowIR, catalog: Catalog): TaskList {
  const operations = usedOperations(flow, catalog.operations);
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const context = { flow, catalog, names: functionNames(operations), byId };
  return blockOf(context, null, 'main', new Set());
}

function blockOf(context: Context, parent: string | null, branch: FlowStep['branch'], variables: Variables): TaskList {
  const steps = context.flow.steps.filter((step) => step.parent === parent && step.branch === branch);
  const [last, before] = [steps.at(-1), steps.at(-2)];
  // What ends right after a plain task needs no task of its own for that.
  const merged = last?.kind === 'end' && before !== undefined && PLAIN.has(before.kind);
  const shown = merged ? steps.slice(0, -1) : steps;
  return shown.map((step) => {
    const task = taskOf(context, step, variables);
    return { [step.id]: merged && step === before ? { ...task, then: 'end' } : task };
  });
}

const PLAIN: ReadonlySet<FlowStep['kind']> = new Set(['call', 'approve', 'notify', 'person', 'wait']);

function taskOf(context: Context, step: FlowStep, variables: Variables): Task {
  // Words that asked for a step are kept where the language leaves room for them.
  const because: TaskBase = step.words === null ? {} : { metadata: { because: step.words.text } };
  return { ...bareTask(context, step, variables), ...because };
}

function bareTask(context: Context, step: FlowStep, variables: Variables): Task {
  switch (step.kind) {
    case 'call':
    case 'approve':
    case 'notify':
      return { call: callOf(context, step), ...withOf(step, variables), ...exported(context, step) };
    case 'person':
      return personTask(context, step);
    case 'if':
      return ifTask(context, step, variables);
    case 'foreach':
      return forTask(context, step, variables);
    case 'parallel':
      return parallelTask(context, step, variables);
    case 'try':
      return tryTask(context, step, variables);
    case 'wait':
      return { wait: textOfArg(step, 'duration') };
    case 'listen':
      return { listen: { to: { one: { with: { type: textOfArg(step, 'event') } } } }, ...exportAs(step.id, '.[0]') };
    case 'end':
      return STOP;
  }
}

function callOf({ names }: Context, step: FlowStep): string {
  const op = step.op ?? '';
  return names.get(op) ?? op;
}

/** A task that does nothing but end the execution; its result is what came in. */
const STOP = { set: '${ . }', then: 'end' } as const;

function withOf(step: FlowStep, variables: Variables): { with?: Record<string, unknown> } {
  if (step.args.length === 0) return {};
  const entries = step.args.map((arg) => [
    arg.name,
    arg.from === null ? literalToValue(arg.value, variables) : expression(pathToJq(arg.from, variables)),
  ]);
  return { with: Object.fromEntries(entries) as Record<string, unknown> };
}

/** Results that have something in them are kept under the step's name. */
function exported(context: Context, step: FlowStep): TaskBase {
  if (step.kind === 'approve') return exportAs(step.id, '.');
  const operation = context.byId.get(step.op ?? '');
  if (!operation) return {};
  const shape = shapeOf(operation.output, operation.output);
  const empty = fieldsOf(operation.output).length === 0 && typeOf(shape) === 'any';
  return empty ? {} : exportAs(step.id, '.');
}

function exportAs(id: string, jq: string): TaskBase {
  return { export: { as: `\${ $context + { ${id}: ${jq} } }` } };
}

/** What no operation does is put to a person, who says when it is done. */
function personTask(context: Context, step: FlowStep): Task {
  const { approve } = runtimeFunctions(context.catalog);
  const role = argOf(step, 'role')?.value;
  return {
    call: approve.call,
    with: { [approve.title]: `To do: ${step.note ?? ''}`, [approve.role]: role },
    ...exportAs(step.id, '.'),
  };
}

function ifTask(context: Context, step: FlowStep, variables: Variables): Task {
  const jq = (step.cond && conditionToJq(step.cond, variables)) ?? 'false';
  const main = blockOf(context, step.id, 'main', variables);
  const otherwise = blockOf(context, step.id, 'else', variables);
  if (otherwise.length > 0) return branches(jq, main, otherwise);
  const [only, ...more] = context.flow.steps.filter((each) => each.parent === step.id);
  if (only?.kind === 'end' && more.length === 0) {
    return {
      switch: [{ stop: { when: expression(jq), then: 'end' } }, { otherwise: { then: 'continue' } }],
    };
  }
  return { if: expression(jq), do: main };
}

/** Both branches in one block of their own, so that jumps stay inside it. */
function branches(jq: string, main: TaskList, otherwise: TaskList): Task {
  const decide: Task = { switch: [{ yes: { when: expression(jq), then: 'whenTrue' } }, { no: { then: 'whenFalse' } }] };
  const whenTrue: Task = { do: main.length > 0 ? main : [{ nothing: { set: '${ . }' } }], then: 'exit' };
  const list: Entry[] = [{ decide }, { whenTrue }, { whenFalse: { do: otherwise } }];
  return { do: list };
}

function forTask(context: Context, step: FlowStep, variables: Variables): Task {
  const item = step.item ?? 'item';
  const body = blockOf(context, step.id, 'main', new Set([...variables, item]));
  const from = argOf(step, 'in')?.from ?? '';
  return { for: { each: item, in: expression(pathToJq(from, variables)) }, do: body };
}

function parallelTask(context: Context, step: FlowStep, variables: Variables): Task {
  const branchList = blockOf(context, step.id, 'main', variables);
  const names = branchList.map((entry) => Object.keys(entry)[0] ?? '');
  // A branch cannot add to the context that the others see; the results come together here.
  const results = names.map((name, at) => `${name}: .[${at}]`).join(', ');
  const bare = branchList.map((entry) =>
    Object.fromEntries(Object.entries(entry).map(([name, task]) => [name, withoutExport(task)])),
  );
  return { fork: { branches: bare }, export: { as: `\${ $context + { ${results} } }` } };
}

function withoutExport(task: Task): Task {
  const { export: _export, ...rest } = task;
  return rest as Task;
}

const DEFAULT_RETRY = { delay: { seconds: 1 }, backoff: { exponential: {} } } as const;

function tryTask(context: Context, step: FlowStep, variables: Variables): Task {
  const body = blockOf(context, step.id, 'main', variables);
  const handlers = blockOf(context, step.id, 'catch', variables);
  const retries = argOf(step, 'retries')?.value;
  const retry =
    typeof retries === 'number' ? { retry: { ...DEFAULT_RETRY, limit: { attempt: { count: retries } } } } : {};
  return { try: body, catch: { ...retry, ...(handlers.length > 0 ? { do: handlers } : {}) } };
}
