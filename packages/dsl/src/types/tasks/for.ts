import { arrayOf, elementsOf, integerType, isNever, Kind, keepKinds, type Type, unknownType } from '@parley/jq';
import type { ForTask } from '../../model/tasks.ts';
import { typeWords } from '../checks/fits.ts';
import { mergeContexts } from '../contexts.ts';
import { typeOfTransformation } from '../data.ts';
import { withoutNull } from '../domain.ts';
import { bind, type Variables } from '../environment.ts';
import { decide } from '../expression.ts';
import { type Exit, type Flow, fixedPoint, joinFlows } from '../flow.ts';
import { flowOf, type TaskTyping, type TaskVisit, type Typing } from '../typing.ts';
import { exitsOf } from './do.ts';

/** `for`: every iteration begins with what the one before gave, or side by side with the task's input. */
export const typeFor: TaskTyping<ForTask> = (typing, visit) => {
  const { each = 'item', at = 'index', in: collection } = visit.task.for;
  const { environment, pointer } = visit;
  const { type } = typeOfTransformation(typing, collection, `${pointer}/for/in`, environment.input, environment);
  typing.notes.found('collection', pointer, collectionFindings(type, `${pointer}/for/in`));
  const list = keepKinds(type, Kind.array);
  const item = isNever(list) ? unknownType : elementsOf(list);
  const variables = { ...environment.variables, [each]: isNever(item) ? unknownType : item, [at]: integerType };
  const parallel = visit.task.metadata?.parallel !== undefined;
  return parallel ? sideBySide(typing, visit, variables) : oneByOne(typing, visit, variables, type);
};

function collectionFindings(type: Type, pointer: string) {
  // Null is an empty list, but nobody means null alone.
  if (type.kinds & Kind.array || isNever(withoutNull(type))) return [];
  const hint = type.kinds & Kind.object ? { hint: 'The values of an object are a list with [.[]].' } : {};
  return [
    { code: 'not_a_list' as const, pointer, message: `A loop needs a list, and this is ${typeWords(type)}`, ...hint },
  ];
}

function oneByOne(typing: Typing, visit: TaskVisit<ForTask>, variables: Variables, items: Type): readonly Exit[] {
  const { task, pointer, environment } = visit;
  const entry = flowOf(visit);
  let last: Flow | undefined;
  let ended: Flow | undefined;
  let stopped: Flow | undefined;
  const iterate = (flow: Flow): Flow | undefined => {
    let begin: Flow | undefined = flow;
    if (task.while !== undefined) {
      const own = bind({ ...environment, context: flow.context }, variables);
      const { yes, no } = decide(typing, task.while, `${pointer}/while`, flow.value, own);
      stopped = no && { ...flow, value: no.input, context: no.context };
      begin = yes && { ...flow, value: yes.input, context: yes.context };
    }
    const outcome = typing.list(task.do, `${pointer}/do`, begin ?? flow, variables);
    last = begin && outcome.done;
    ended = begin && outcome.ended;
    return last;
  };
  fixedPoint(entry, iterate, typing.exhausted);
  const certain = task.while === undefined && isNeverEmpty(items);
  const done = joinFlows(joinFlows(certain ? undefined : entry, last), stopped);
  return exitsOf({ done, ended });
}

const isNeverEmpty = (type: Type): boolean =>
  type.kinds === Kind.array && (type.arrays?.every(({ min }) => min > 0) ?? false);

function sideBySide(typing: Typing, visit: TaskVisit<ForTask>, variables: Variables): readonly Exit[] {
  const { task, pointer, environment } = visit;
  const { done, ended } = typing.list(task.do, `${pointer}/do`, { ...flowOf(visit), exported: false }, variables);
  const branch = joinFlows(done, ended);
  const context = branch ? mergeContexts(environment.context, { ...branch, exported: false }) : environment.context;
  const flow = { context, exported: visit.exported };
  return exitsOf({
    done: done && { ...flow, value: arrayOf(done.value) },
    ended: ended && { ...flow, value: ended.value },
  });
}
