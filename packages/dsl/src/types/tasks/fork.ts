import { type Type, tupleOf } from '@parley/jq';
import type { ForkTask } from '../../model/tasks.ts';
import { taskEntry } from '../../model/walk.ts';
import { childPointer } from '../../parse/pointer.ts';
import { mergeContext } from '../contexts.ts';
import { type Exit, type Flow, joinFlows } from '../flow.ts';
import { flowOf, type TaskTyping, type TaskVisit, type Typing } from '../typing.ts';

interface BranchOutcome {
  readonly done: Flow | undefined;
  readonly ended: Flow | undefined;
}

/** `fork`: the outputs of the branches in a list, or with `compete` one of them. */
export const typeFork: TaskTyping<ForkTask> = (typing, visit) => {
  const { branches, compete } = visit.task.fork;
  const outcomes = branches.map((item, index) => typeBranch(typing, visit, ...taskEntry(item), index));
  const before = visit.environment.context;
  const exits: Exit[] = endings(outcomes, before);
  if (compete) {
    const first = outcomes.reduce<Flow | undefined>((flow, { done }) => {
      return joinFlows(flow, done && { ...done, context: mergeContext(before, done, before) });
    }, undefined);
    return first ? [...exits, { directive: undefined, flow: { ...first, exported: visit.exported } }] : exits;
  }
  if (outcomes.some(({ done }) => done === undefined)) return exits;
  const flow = {
    value: tupleOf(outcomes.map(({ done }) => done!.value)),
    context: outcomes.reduce((context, { done }) => mergeContext(context, done!, before), before),
    exported: visit.exported || outcomes.some(({ done }) => done!.exported),
  };
  return [...exits, { directive: undefined, flow }];
};

function typeBranch(
  typing: Typing,
  visit: TaskVisit<ForkTask>,
  name: string,
  task: ForkTask['fork']['branches'][number][string],
  index: number,
): BranchOutcome {
  const pointer = childPointer(`${visit.pointer}/fork/branches/${index}`, name);
  const entry = { ...flowOf(visit), exported: false };
  let done: Flow | undefined;
  let ended: Flow | undefined;
  for (const { directive, flow } of typing.task(name, task, pointer, entry, visit.environment.variables)) {
    if ((directive ?? task.then) === 'end') ended = joinFlows(ended, flow);
    else done = joinFlows(done, flow);
  }
  return { done, ended };
}

/** A branch that ends the workflow: its output is the fork's; what the others had exported by then stays. */
function endings(outcomes: readonly BranchOutcome[], before: Type): Exit[] {
  const value = outcomes.reduce<Flow | undefined>((flow, { ended }) => joinFlows(flow, ended), undefined);
  if (!value) return [];
  let context = before;
  for (const { done, ended } of outcomes) {
    const branch = joinFlows(done, ended);
    if (branch) context = mergeContext(context, { ...branch, exported: false }, before);
  }
  return [{ directive: 'end', flow: { ...value, context } }];
}
