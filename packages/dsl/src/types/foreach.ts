import { integerType, type Type, unknownType } from '@parley/jq';
import type { SubscriptionIterator } from '../model/events.ts';
import { bind } from './environment.ts';
import { type Flow, fixedPoint, joinFlows } from './flow.ts';
import { leave } from './step.ts';
import type { TaskVisit, Typing } from './typing.ts';

/** What the `foreach` of a subscription makes of its events or messages. */
export interface ForeachOutcome {
  /** The output of one of them. */
  readonly value: Type;
  readonly context: Type;
  /** The workflow ends in one of them. */
  readonly ended: boolean;
}

/** Types `foreach`: its tasks get the item as their input and the context that the item before has left. */
export function typeForeach(
  typing: Typing,
  visit: TaskVisit,
  iterator: SubscriptionIterator,
  pointer: string,
  item: Type,
): ForeachOutcome {
  const { item: each = 'item', at = 'index' } = iterator;
  const { environment } = visit;
  const variables = { ...environment.variables, [each]: item, [at]: integerType };
  let outcome: ForeachOutcome = { value: unknownType, context: environment.context, ended: false };
  const iterate = ({ context }: Flow): Flow | undefined => {
    const entry = { value: item, context, exported: false };
    const { done, ended } = typing.list(iterator.do ?? [], `${pointer}/do`, entry, variables);
    const whole = joinFlows(done, ended);
    if (!whole) return undefined;
    const own = bind({ ...environment, context: whole.context, input: item, output: whole.value }, variables);
    const value = leave(typing, iterator.output, `${pointer}/output`, whole.value, own);
    const after = iterator.export
      ? leave(typing, iterator.export, `${pointer}/export`, value, { ...own, output: value })
      : whole.context;
    if (iterator.export) typing.exported(after);
    outcome = { value, context: after, ended: ended !== undefined };
    return { value: item, context: after, exported: false };
  };
  const { context } = fixedPoint(
    { value: item, context: environment.context, exported: false },
    iterate,
    typing.exhausted,
  );
  return { ...outcome, context };
}
