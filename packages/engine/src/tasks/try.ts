import type { Catch, RetryPolicy, TryTask } from '@parley/dsl';
import type { CompiledList } from '../compile/compiled.ts';
import type { CompileContext, TaskType } from '../compile/context.ts';
import type { Expression } from '../compile/expression.ts';
import { compileErrorFilter, type ErrorMatcher } from '../flow/error-filter.ts';
import { compileRetry, type Retry } from '../flow/retry.ts';
import { observe, runList, withTimeout } from '../interpret/run-task.ts';
import type { Scope } from '../interpret/scope.ts';
import { isWorkflowError, type WorkflowError } from '../problem.ts';

type Steps = Generator<unknown, unknown, unknown>;

interface Handler {
  readonly as: string;
  readonly matches: ErrorMatcher;
  readonly when: Expression | undefined;
  readonly exceptWhen: Expression | undefined;
  readonly retry: Retry | undefined;
  readonly list: CompiledList | undefined;
  readonly then: string | undefined;
}

/**
 * `try`: runs its tasks; an error that `catch` takes is retried as the policy says and then handled by `catch.do`, whose
 * output is the task's. Without `do` and `then` a caught error leaves the task's input as its output, unless retries ran
 * out: then it is raised.
 */
export const tryTask: TaskType<TryTask> = {
  compile(task, pointer, context) {
    const list = context.list(task.try, `${pointer}/try`);
    const handler = compileHandler(task.catch, `${pointer}/catch`, context);
    return { run: (scope, input) => attempts(list, handler, scope, input) };
  },
};

function compileHandler(caught: Catch, pointer: string, context: CompileContext): Handler {
  const as = caught.as ?? 'error';
  const inner = context.with([as]);
  const condition = (key: 'when' | 'exceptWhen'): Expression | undefined => {
    const source = caught[key];
    return source === undefined ? undefined : inner.expression(source, `${pointer}/${key}`);
  };
  return {
    as,
    matches: compileErrorFilter(caught.errors?.with, `${pointer}/errors/with`, inner),
    when: condition('when'),
    exceptWhen: condition('exceptWhen'),
    retry: compilePolicy(caught.retry, `${pointer}/retry`, inner),
    list: caught.do && inner.list(caught.do, `${pointer}/do`),
    then: caught.then,
  };
}

function compilePolicy(retry: RetryPolicy | string | undefined, pointer: string, context: CompileContext) {
  const policy = typeof retry === 'string' ? context.named('retries', retry, pointer) : retry;
  return policy && compileRetry(policy, pointer, context);
}

function* attempts(list: CompiledList, handler: Handler, scope: Scope, input: unknown): Steps {
  const { durable } = scope;
  const startedAt = durable.now();
  for (let attempt = 1; ; attempt += 1) {
    const own = scope.attemptAt('/try', attempt);
    try {
      return yield* oneAttempt(list, handler, own, input);
    } catch (error) {
      if (!isWorkflowError(error)) throw error;
      const caught = scope.at('', scope.bind({ [handler.as]: error.problem }));
      if (!takes(handler, caught, input, error)) throw error;
      const delay = handler.retry?.next({ scope: caught, input, attempt, elapsedMs: durable.now() - startedAt });
      if (delay === undefined) return yield* handle(handler, scope, caught, input, error);
      observe(scope, 'retried', { error: error.problem });
      yield* durable.sleep(`${scope.key}!retry#${attempt}`, durable.now() + delay);
    }
  }
}

function* oneAttempt(list: CompiledList, { retry }: Handler, scope: Scope, input: unknown): Steps {
  const limit = retry?.attemptTimeout?.evaluate(scope, input);
  if (limit === undefined) return yield* runList(list, scope, input);
  return yield* withTimeout(scope, limit, 'The attempt took longer than its limit', () => runList(list, scope, input));
}

function takes({ matches, when, exceptWhen }: Handler, scope: Scope, input: unknown, error: WorkflowError): boolean {
  if (!matches(error.problem, scope, input)) return false;
  if (when && !when.test(scope, input)) return false;
  return !exceptWhen?.test(scope, input);
}

function* handle(handler: Handler, scope: Scope, caught: Scope, input: unknown, error: WorkflowError): Steps {
  const { list, then, retry } = handler;
  if (!list && then === undefined && retry) throw error;
  const output = list ? yield* runList(list, caught.at('/catch/do'), input) : input;
  if (then !== undefined) scope.branch.directive ??= then;
  return output;
}
