import { isSubtype, joinTypes, type Type, unknownType } from '@parley/jq';
import type { RetryPolicy } from '../../model/policies.ts';
import type { Catch, TryTask } from '../../model/tasks.ts';
import { typeOfData } from '../data.ts';
import { PROBLEM } from '../domain.ts';
import { typeOfDuration } from '../duration.ts';
import { bind, type Environment } from '../environment.ts';
import { decide } from '../expression.ts';
import type { Exit, ListOutcome } from '../flow.ts';
import { flowOf, type TaskTyping, type TaskVisit, type Typing } from '../typing.ts';
import { exitsOf } from './do.ts';

/** `try`: what its tasks give, or what `catch` makes of an error; the context can be one from anywhere within. */
export const typeTry: TaskTyping<TryTask> = (typing, visit) => {
  const { outcome, context } = attempts(typing, visit);
  const { task, environment } = visit;
  const as = task.catch.as ?? 'error';
  const caught = bind({ ...environment, context }, { [as]: PROBLEM });
  typeConditions(typing, task.catch, `${visit.pointer}/catch`, caught);
  return [...exitsOf(outcome), ...handled(typing, visit, caught)];
};

/** Rounds after which the context at the beginning of an attempt is unknown. */
const MAX_ROUNDS = 3;

/** The tasks, tried again with the context that a failed attempt leaves. */
function attempts(typing: Typing, visit: TaskVisit<TryTask>): { outcome: ListOutcome; context: Type } {
  const { task, pointer, environment } = visit;
  let before = environment.context;
  for (let round = 0; ; round += 1) {
    const entry = { ...flowOf(visit), context: before };
    const { result: outcome, context } = typing.contextsOf(before, () =>
      typing.list(task.try, `${pointer}/try`, entry, environment.variables),
    );
    if (task.catch.retry === undefined || isSubtype(context, before)) return { outcome, context };
    before = round >= MAX_ROUNDS || typing.exhausted ? unknownType : joinTypes(before, context);
  }
}

function typeConditions(typing: Typing, caught: Catch, pointer: string, environment: Environment): void {
  const { input } = environment;
  const condition = (text: string | undefined, at: string): void => {
    if (text !== undefined) decide(typing, text, at, input, environment);
  };
  typeOfData(typing, caught.errors?.with, `${pointer}/errors/with`, input, environment);
  condition(caught.when, `${pointer}/when`);
  condition(caught.exceptWhen, `${pointer}/exceptWhen`);
  if (typeof caught.retry === 'object') typeRetry(typing, caught.retry, `${pointer}/retry`, condition, environment);
}

function typeRetry(
  typing: Typing,
  { when, exceptWhen, delay, limit, jitter }: RetryPolicy,
  pointer: string,
  condition: (text: string | undefined, at: string) => void,
  environment: Environment,
): void {
  condition(when, `${pointer}/when`);
  condition(exceptWhen, `${pointer}/exceptWhen`);
  const durations = [
    [delay, '/delay'],
    [limit?.duration, '/limit/duration'],
    [limit?.attempt?.duration, '/limit/attempt/duration'],
    [jitter?.from, '/jitter/from'],
    [jitter?.to, '/jitter/to'],
  ] as const;
  for (const [duration, at] of durations) {
    if (duration !== undefined) typeOfDuration(typing, duration, pointer + at, environment.input, environment);
  }
}

/** What follows a caught error; without `do` and `then` the task's input, unless retries have run out. */
function handled(typing: Typing, visit: TaskVisit<TryTask>, environment: Environment): Exit[] {
  const { do: tasks, then, retry } = visit.task.catch;
  const entry = { value: environment.input, context: environment.context, exported: visit.exported };
  if (!tasks) return then === undefined && retry !== undefined ? [] : [{ directive: then, flow: entry }];
  const exits = exitsOf(typing.list(tasks, `${visit.pointer}/catch/do`, entry, environment.variables));
  return exits.map((exit) => ({ ...exit, directive: exit.directive ?? then }));
}
