import { closedObject, nullType, stringType, type Type, typeOfValue, unknownType } from '@parley/jq';
import type { Task } from '../model/tasks.ts';
import type { Workflow } from '../model/workflow.ts';
import { objectType, RUNTIME, TIME } from './domain.ts';

/** Variables that tasks bring in for the tasks inside them: loop items, indexes, caught errors. */
export type Variables = Readonly<Record<string, Type>>;

export const NO_VARIABLES: Variables = Object.freeze(Object.create(null) as Record<string, Type>);

/** What is the same wherever an expression of the definition stands. */
export interface Surroundings {
  readonly secrets: Type;
  readonly workflow: Type;
}

/** The task that an expression belongs to. */
export interface TaskPlace {
  readonly name: string;
  readonly pointer: string;
  readonly task: Task;
  readonly rawInput: Type;
}

/** What the variables of an expression are. */
export interface Environment {
  readonly surroundings: Surroundings;
  readonly variables: Variables;
  readonly context: Type;
  /** `$input` */
  readonly input: Type;
  /** `$output` */
  readonly output: Type;
  readonly place: TaskPlace | undefined;
}

/** The surroundings of a definition; `input` is the type of the workflow's raw input. */
export function surroundingsOf(workflow: Workflow, input: Type): Surroundings {
  const names = Array.isArray(workflow.use?.secrets) ? workflow.use.secrets.map(String) : [];
  return {
    secrets: objectType(Object.fromEntries(names.map((name) => [name, unknownType])), {}, true),
    workflow: closedObject([
      ['id', stringType],
      ['definition', unknownType],
      ['input', input],
      ['startedAt', TIME],
    ]),
  };
}

/** The environment with more variables in scope. */
export function bind(environment: Environment, variables: Variables): Environment {
  return { ...environment, variables: { ...environment.variables, ...variables } };
}

/** The type of a variable, without `$`. One that nothing defines is unknown; the validator reports it. */
export function variableType(environment: Environment, name: string): Type {
  const { variables } = environment;
  if (Object.hasOwn(variables, name)) return variables[name]!;
  switch (name) {
    case 'context':
      return environment.context;
    case 'input':
      return environment.input;
    case 'output':
      return environment.output;
    case 'secrets':
      return environment.surroundings.secrets;
    case 'workflow':
      return environment.surroundings.workflow;
    case 'runtime':
      return RUNTIME;
    case 'authorization':
      return nullType;
    case 'task':
      return descriptorOf(environment);
    default:
      return unknownType;
  }
}

/** `$task`: what the task is and got, and its definition beside that. */
function descriptorOf({ place, output }: Environment): Type {
  if (!place) return unknownType;
  const fixed: Record<string, Type> = {
    name: typeOfValue(place.name),
    reference: typeOfValue(place.pointer),
    definition: unknownType,
    input: place.rawInput,
    output,
    startedAt: TIME,
  };
  const own = Object.fromEntries(Object.keys(place.task).map((name) => [name, unknownType]));
  return objectType({ ...own, ...fixed }, {}, true);
}
