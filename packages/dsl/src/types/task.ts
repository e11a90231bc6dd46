import { unknownType } from '@parley/jq';
import type { Task } from '../model/tasks.ts';
import { typeOfDuration } from './duration.ts';
import type { Environment, Variables } from './environment.ts';
import { decide } from './expression.ts';
import { type Exit, type Flow, joinFlows } from './flow.ts';
import { enter, leave } from './step.ts';
import type { TaskVisit, Typing } from './typing.ts';

/** Types what a task does between `input.from` and `output.as`. */
export type TypeBody = (visit: TaskVisit) => readonly Exit[];

/**
 * Follows one task through the steps of the data flow, as the engine runs them: `if`, the input's schema, `input.from`,
 * the task itself, `output.as`, the output's schema, `export.as`, the context's schema.
 */
export function typeTask(
  typing: Typing,
  name: string,
  task: Task,
  pointer: string,
  entry: Flow,
  variables: Variables,
  typeBody: TypeBody,
): readonly Exit[] {
  const place = { name, pointer, task, rawInput: entry.value };
  const before: Environment = {
    surroundings: typing.surroundings,
    variables,
    context: entry.context,
    input: entry.value,
    output: unknownType,
    place,
  };
  const exits: Exit[] = [];
  let environment = before;
  let raw = entry.value;
  let runs = true;
  if (task.if !== undefined) {
    const { yes, no } = decide(typing, String(task.if), `${pointer}/if`, entry.value, before);
    if (no) exits.push({ directive: 'continue', flow: { ...entry, value: no.input, context: no.context } });
    runs = yes !== undefined;
    if (yes) {
      raw = yes.input;
      environment = { ...before, context: yes.context, place: { ...place, rawInput: raw } };
    }
  }
  const input = enter(typing, task.input, `${pointer}/input`, raw, environment);
  environment = { ...environment, input };
  typing.notes.place(pointer, { input, environment, result: unknownType });
  if (typeof task.timeout === 'object') {
    typeOfDuration(typing, task.timeout.after, `${pointer}/timeout/after`, input, environment);
  }
  const visit: TaskVisit = { name, task, pointer, environment, exported: entry.exported };
  const finished = finish(typing, visit, typeBody(visit));
  return runs ? [...exits, ...finished] : exits;
}

/** Takes what a task gives through `output` and `export`. */
function finish(typing: Typing, visit: TaskVisit, exits: readonly Exit[]): readonly Exit[] {
  const { task, pointer, environment } = visit;
  const whole = exits.reduce<Flow | undefined>((flow, exit) => joinFlows(flow, exit.flow), undefined);
  if (!whole) return exits;
  const result = task.output || task.export ? finishFlow(typing, visit, whole) : whole;
  typing.notes.place(pointer, { input: environment.input, environment, result: result.value });
  if (result === whole) return exits;
  if (exits.length === 1) return [{ ...exits[0]!, flow: result }];
  // What is wrong is told once, for everything that comes out; where it goes it comes alone.
  return typing.notes.muted(() => exits.map((exit) => ({ ...exit, flow: finishFlow(typing, visit, exit.flow) })));
}

function finishFlow(typing: Typing, { task, pointer, environment }: TaskVisit, flow: Flow): Flow {
  const before = { ...environment, context: flow.context, output: flow.value };
  const value = leave(typing, task.output, `${pointer}/output`, flow.value, before);
  if (!task.export) return { ...flow, value };
  const after = { ...before, output: value };
  const context = leave(typing, task.export, `${pointer}/export`, value, after);
  typing.exported(context);
  return { value, context, exported: true };
}
