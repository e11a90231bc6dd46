import type { CallFunction } from '@parley/dsl';
import type { CompiledTask, TaskBody } from '../compile/compiled.ts';
import type { Template } from '../compile/template.ts';
import { findBuiltin } from '../functions/registry.ts';
import { runTask } from '../interpret/run-task.ts';
import { NO_VARIABLES, type Scope } from '../interpret/scope.ts';
import { isWorkflowError, WorkflowError } from '../problem.ts';
import { available, type CallKind, effect } from './call-kind.ts';
import type { ResolveEndpoint } from './endpoint.ts';
import { functionSource, readFunction } from './function-source.ts';

/**
 * A call by name: a function of `use.functions`, whose input is the call's `with`; `name:version@catalog`, where the
 * catalog `default` is Parley's own; or the address of a function.
 */
export const functionCall: CallKind<CallFunction> = {
  compile(task, pointer, context) {
    const args = context.template(task.with ?? {}, `${pointer}/with`);
    const own = context.function(task.call, `${pointer}/call`);
    if (own) return callOwn(own, args, pointer);
    const reference = /^([^@]+)@(.+)$/.exec(task.call);
    if (reference?.[2] === 'default') return callBuiltin(reference[1]!, args);
    const source = functionSource(task.call, `${pointer}/call`, context);
    if (source) return callElsewhere(task.call, source, args, pointer);
    context.problem(`${pointer}/call`, `There is no function "${task.call}" in use.functions`);
    return { pure: () => null };
  },
};

/** A function whose definition is fetched when it is called; what was fetched is recorded, so a replay runs the same. */
function callElsewhere(name: string, source: ResolveEndpoint, args: Template, pointer: string): TaskBody {
  return {
    *run(scope, input) {
      const { effects, workflow } = scope.execution;
      const location = source(scope, input);
      const text = yield* effect(scope, (invocation) => effects.documents.load(location, invocation), '!function');
      const own = workflow.compileFunction(name, readFunction(text, location.uri));
      return yield* runOwn(own, args, pointer, scope, input);
    },
  };
}

function callOwn(own: CompiledTask, args: Template, pointer: string): TaskBody {
  return { run: (scope, input) => runOwn(own, args, pointer, scope, input) };
}

function* runOwn(own: CompiledTask, args: Template, pointer: string, scope: Scope, input: unknown) {
  const inner = scope.at('/call', NO_VARIABLES);
  try {
    return yield* runTask(own, inner, args.evaluate(scope, input));
  } catch (error) {
    throw isWorkflowError(error) ? calledFrom(pointer, scope.key, own, error) : error;
  } finally {
    if (scope.branch.directive !== 'end') scope.branch.directive = undefined;
  }
}

/** An error of the function's own task is one of the task that called it. */
function calledFrom(pointer: string, key: string, own: CompiledTask, error: WorkflowError): WorkflowError {
  if (error.problem.instance !== own.pointer) return error;
  const placed = new WorkflowError({ ...error.problem, instance: pointer }, error.cause);
  placed.key = key;
  return placed;
}

function callBuiltin(name: string, args: Template): TaskBody {
  const builtin = findBuiltin(name);
  return {
    *run(scope, input) {
      const values = args.evaluate(scope, input) as Readonly<Record<string, unknown>>;
      if (builtin) return yield* builtin(scope, values);
      const { effects } = scope.execution;
      return yield* effect(scope, async (invocation) => {
        const { functions } = effects;
        const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
        return await available(call, `run the function "${name}@default"`)(values, invocation);
      });
    },
  };
}
