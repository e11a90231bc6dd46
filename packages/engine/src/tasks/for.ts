import type { ForTask } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { CompiledList } from '../compile/compiled.ts';
import type { CompileContext, TaskType } from '../compile/context.ts';
import type { Expression } from '../compile/expression.ts';
import { limitReached } from '../interpret/limits.ts';
import { inParallel } from '../interpret/parallel.ts';
import { runList } from '../interpret/run-task.ts';
import type { Scope } from '../interpret/scope.ts';
import { standardError } from '../problem.ts';

type Steps = Generator<unknown, unknown, unknown>;

interface Loop {
  readonly each: string;
  readonly at: string;
  readonly while: Expression | undefined;
  readonly list: CompiledList;
}

/**
 * `for`: runs its tasks for every item of a collection, one after the other, each iteration with the output of the one
 * before; the output is that of the last one, or the input when there was none. With `metadata.parallel` every iteration
 * begins with the task's input, at most `max` at a time, and the output is the list of their outputs.
 */
export const forTask: TaskType<ForTask> = {
  compile(task, pointer, context) {
    const { each = 'item', at = 'index', in: collection } = task.for;
    const items = context.transformation(collection, `${pointer}/for/in`);
    const inner = context.with([each, at]);
    const loop: Loop = {
      each,
      at,
      while: task.while === undefined ? undefined : inner.expression(task.while, `${pointer}/while`),
      list: inner.list(task.do, `${pointer}/do`),
    };
    const parallel = compileParallel(task, pointer, context);
    return {
      *run(scope, input) {
        const list = toList(items.evaluate(scope, input), scope);
        if (parallel === undefined) return yield* sequentially(loop, scope, list, input);
        return yield* concurrently(loop, scope, list, input, parallel);
      },
    };
  },
};

function compileParallel(task: ForTask, pointer: string, context: CompileContext): number | undefined {
  const parallel = task.metadata?.parallel;
  if (parallel === undefined) return undefined;
  if (task.while !== undefined) context.problem(`${pointer}/while`, 'Parallel iterations cannot have a while');
  const max = isObject(parallel) ? parallel.max : undefined;
  if (typeof max === 'number' && Number.isInteger(max) && max > 0) return max;
  context.problem(`${pointer}/metadata/parallel`, 'Give the most iterations at a time: parallel: { max: 5 }');
  return undefined;
}

function toList(value: unknown, scope: Scope): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw standardError('expression', `for.in has to give a list, not ${JSON.stringify(value)?.slice(0, 100)}`);
  }
  const { maxIterations } = scope.execution.limits;
  if (value.length > maxIterations) {
    throw limitReached('maxIterations', `for.in has ${value.length} items, more than ${maxIterations}`);
  }
  return value;
}

function* sequentially(loop: Loop, scope: Scope, items: readonly unknown[], input: unknown): Steps {
  let value = input;
  for (const [index, item] of items.entries()) {
    const iteration = scope.at(`/do@${index}`, scope.bind({ [loop.each]: item, [loop.at]: index }));
    if (loop.while && !loop.while.test(iteration, value)) break;
    value = yield* runList(loop.list, iteration, value);
    if (scope.branch.directive === 'end') break;
  }
  return value;
}

function* concurrently(loop: Loop, scope: Scope, items: readonly unknown[], input: unknown, max: number): Steps {
  const branches = items.map((item, index) => {
    const branch = scope.branch.fork();
    const iteration = scope.at(`/do@${index}`, scope.bind({ [loop.each]: item, [loop.at]: index }), branch);
    return { branch, body: () => runList(loop.list, iteration, input) };
  });
  const limit = Math.min(max, scope.execution.limits.maxConcurrentBranches);
  return yield* inParallel(scope, branches, 'all', limit);
}
