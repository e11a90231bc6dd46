import type { CompiledExtension, CompiledList, CompiledTask } from '../compile/compiled.ts';
import { Cancelled } from '../durable.ts';
import { enter, fetchSchema, leave } from '../flow/step.ts';
import { isWorkflowError, standardError, WorkflowError } from '../problem.ts';
import type { Override } from './execution.ts';
import type { TaskEventType } from './observer.ts';
import type { Scope } from './scope.ts';

type Steps = Generator<unknown, unknown, unknown>;

/**
 * Runs one task through the steps of the data flow: `if`, input validation, `input.from`, the task itself, `output.as`,
 * output validation, `export.as`, context validation. `scope` is the task's own. Gives the transformed output; where the
 * flow goes next stands in `scope.branch.directive`, or in the task's `then` when that is undefined.
 */
export function* runTask(task: CompiledTask, scope: Scope, rawInput: unknown): Steps {
  const { branch, execution } = scope;
  if (execution.override?.key === scope.key) rawInput = yield* overridden(execution.override, scope, rawInput);
  branch.directive = undefined;
  scope.task = task;
  scope.rawInput = rawInput;
  scope.input = rawInput;
  scope.startedAt = execution.durable.now();
  try {
    if (execution.countTask()) yield* execution.durable.breathe();
    if (task.condition && !task.condition.test(scope, rawInput)) return skip(scope, rawInput);
    if (task.input) scope.input = enter(yield* fetchSchema(task.input, scope, 'input'), scope, rawInput);
    observe(scope, 'started', { input: scope.input });
    const { body } = task;
    let raw: unknown;
    if (task.timeout || task.extensions.length > 0) raw = yield* extended(task, scope);
    else raw = 'pure' in body ? body.pure(scope, scope.input) : yield* body.run(scope, scope.input);
    if (task.compensate) branch.completed({ task, scope, output: raw });
    return task.output || task.export ? yield* finish(task, scope, raw) : complete(scope, raw);
  } catch (error) {
    throw failed(scope, error);
  }
}

function* overridden({ halt, input }: Override, scope: Scope, rawInput: unknown): Steps {
  halt?.();
  if (halt) yield* scope.durable.signal(`${scope.key}!halt`);
  return input ? input.value : rawInput;
}

function skip(scope: Scope, rawInput: unknown): unknown {
  scope.branch.directive = 'continue';
  observe(scope, 'skipped', { output: rawInput });
  return rawInput;
}

function* finish(task: CompiledTask, scope: Scope, raw: unknown): Steps {
  const { branch } = scope;
  const { directive } = branch;
  scope.output = raw;
  const output = task.output ? leave(yield* fetchSchema(task.output, scope, 'output'), scope, raw, 'output') : raw;
  scope.output = output;
  if (task.export) {
    branch.context = leave(yield* fetchSchema(task.export, scope, 'export'), scope, output, 'export');
    branch.exported = true;
  }
  branch.directive = directive;
  return complete(scope, output);
}

function complete(scope: Scope, output: unknown): unknown {
  scope.output = output;
  observe(scope, 'completed', { output });
  return output;
}

function* timed(task: CompiledTask, scope: Scope): Steps {
  if (!task.timeout) return yield* runBody(task, scope);
  const ms = task.timeout.evaluate(scope, scope.input);
  return yield* withTimeout(scope, ms, `${task.name} took longer than its timeout`, () => runBody(task, scope));
}

/** Runs `body`; a `timeout` error after `ms` milliseconds. */
export function* withTimeout(scope: Scope, ms: number, message: string, body: () => Steps): Steps {
  const { durable } = scope;
  const until = durable.now() + ms;
  const { index, value } = yield* durable.race<unknown>([body, () => durable.sleep(`${scope.key}!timeout`, until)]);
  if (index === 1) throw standardError('timeout', `${message} of ${ms} ms`);
  return value;
}

function* runBody(task: CompiledTask, scope: Scope): Steps {
  const { body } = task;
  return 'pure' in body ? body.pure(scope, scope.input) : yield* body.run(scope, scope.input);
}

/**
 * Runs a task between the lists of the extensions that extend it, the first declared outermost. They see the task's
 * input or output and leave it as it is; a list that ends with `exit` or `end` gives its own output in its place.
 */
function* extended(task: CompiledTask, scope: Scope): Steps {
  const active = task.extensions.filter(({ when }) => !when || when.test(scope, scope.input));
  for (const extension of active) {
    const replaced = yield* runAround(extension, extension.before, 'before', scope, scope.input);
    if (replaced) return replaced.output;
  }
  const output = yield* timed(task, scope);
  const { directive } = scope.branch;
  for (const extension of [...active].reverse()) {
    const replaced = yield* runAround(extension, extension.after, 'after', scope, output);
    if (replaced) return replaced.output;
  }
  scope.branch.directive = directive;
  return output;
}

function* runAround(
  extension: CompiledExtension,
  list: CompiledList | undefined,
  side: 'before' | 'after',
  scope: Scope,
  input: unknown,
): Generator<unknown, { readonly output: unknown } | undefined, unknown> {
  if (!list) return undefined;
  let exited = false;
  const output = yield* runList(list, scope.at(`!${extension.name}/${side}`), input, (byExit) => {
    exited = byExit;
  });
  return exited || scope.branch.directive === 'end' ? { output } : undefined;
}

function failed(scope: Scope, error: unknown): unknown {
  if (error instanceof Cancelled) {
    observe(scope, 'cancelled', {});
    return error;
  }
  if (!isWorkflowError(error)) return error;
  const placed = placedAt(scope, error);
  observe(scope, 'faulted', { error: placed.problem });
  return placed;
}

/** The error with the task's place, unless a task inside it gave one already. */
function placedAt(scope: Scope, error: WorkflowError): WorkflowError {
  if (error.key !== undefined) return error;
  const { problem } = error;
  const placed = problem.instance
    ? error
    : new WorkflowError({ ...problem, instance: scope.task!.pointer }, error.cause);
  placed.key = scope.key;
  return placed;
}

/** Tells the observer what happened to the scope's task. */
export function observe(scope: Scope, type: TaskEventType, more: object): void {
  const { execution, task } = scope;
  if (!execution.observer || !task) return;
  const { name, kind, pointer } = task;
  const { durable } = execution;
  const { executionId } = durable;
  execution.observer({ type, executionId, key: scope.key, pointer, name, kind, at: durable.now(), ...more });
}

/**
 * Runs a list of tasks, each with the output of the one before as its input, and follows flow directives. After `end`
 * the enclosing branch's directive is `end` too; `left` learns whether a task left the list by `exit`.
 */
export function* runList(
  list: CompiledList,
  scope: Scope,
  input: unknown,
  left: (exited: boolean) => void = () => {},
): Steps {
  const { branch } = scope;
  const { tasks } = list;
  let value = input;
  let index = 0;
  let lap = 1;
  while (index < tasks.length) {
    const task = tasks[index]!;
    value = yield* runTask(task, scope.at(lap === 1 ? task.step : `${task.step}~${lap}`), value);
    const directive = branch.directive ?? task.then;
    branch.directive = undefined;
    if (directive === 'end') branch.directive = 'end';
    if (directive === 'end' || directive === 'exit') {
      left(directive === 'exit');
      return value;
    }
    const next = directive === 'continue' ? index + 1 : target(list, directive);
    // Between two jumps back no task runs twice, so the number of such jumps keeps journal keys apart.
    if (next <= index) lap += 1;
    index = next;
  }
  return value;
}

function target(list: CompiledList, name: string): number {
  const index = list.index.get(name);
  if (index === undefined) throw standardError('configuration', `There is no task "${name}" in the same list to go to`);
  return index;
}
