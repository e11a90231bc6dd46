import type { SubscriptionIterator } from '@parley/dsl';
import type { CompileContext } from '../compile/context.ts';
import { runList } from '../interpret/run-task.ts';
import type { Scope } from '../interpret/scope.ts';
import { fetchSchema, leave } from './step.ts';

/** Works on one consumed event or message and gives its output. */
export type Foreach = (scope: Scope, item: unknown, index: number) => Generator<unknown, unknown, unknown>;

/** Compiles the `foreach` of a subscription: its tasks see the item and its index, and the item is their input. */
export function compileForeach(
  iterator: SubscriptionIterator,
  pointer: string,
  suffix: string,
  context: CompileContext,
): Foreach {
  const { item = 'item', at = 'index' } = iterator;
  const inner = context.with([item, at]);
  const list = inner.list(iterator.do ?? [], `${pointer}/do`);
  const output = inner.step(iterator.output, `${pointer}/output`);
  const exported = inner.step(iterator.export, `${pointer}/export`);
  return function* (scope, value, index) {
    const own = scope.at(`${suffix}/do@${index}`, scope.bind({ [item]: value, [at]: index }));
    own.input = value;
    const raw = yield* runList(list, own, value);
    const result = output ? leave(yield* fetchSchema(output, own, 'output'), own, raw, 'output') : raw;
    if (exported) {
      own.branch.context = leave(yield* fetchSchema(exported, own, 'export'), own, result, 'export');
      own.branch.exported = true;
    }
    return result;
  };
}
