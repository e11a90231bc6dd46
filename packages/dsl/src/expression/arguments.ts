import type { Stage } from '../validate/shape.ts';

/** The arguments the language gives to expressions, without `$`. */
export const EXPRESSION_ARGUMENTS = [
  'context',
  'input',
  'output',
  'secrets',
  'authorization',
  'task',
  'workflow',
  'runtime',
] as const;

const ALWAYS = ['secrets', 'workflow', 'runtime'];
const TASK_BEFORE = [...ALWAYS, 'context', 'task'];
const TASK = [...TASK_BEFORE, 'input', 'authorization'];

/** The arguments at each stage: the table "Runtime expression arguments" of the specification's dsl.md, 1.0.3. */
export const ARGUMENTS_BY_STAGE: Readonly<Record<Stage, readonly string[]>> = {
  workflowInput: ALWAYS,
  workflow: ALWAYS,
  workflowOutput: [...ALWAYS, 'context'],
  taskIf: TASK_BEFORE,
  taskInput: TASK_BEFORE,
  task: TASK,
  taskOutput: TASK,
  taskExport: [...TASK, 'output'],
  reusable: TASK,
};
