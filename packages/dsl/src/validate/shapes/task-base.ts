import { EXPRESSION, type Fields, type ObjectShape, object, reference, TASK_LIST } from '../shape.ts';
import { EXPORT, INPUT, OUTPUT } from './data-flow.ts';
import { TIMEOUT_OR_NAME } from './duration.ts';

export const FLOW_DIRECTIVE = reference('target', 'continue, exit, end or the name of a task in the same list');

const METADATA = object(
  'metadata',
  {
    compensate: { shape: TASK_LIST, doc: 'Undoes the task when a later one faults or the execution is cancelled.' },
    parallel: {
      shape: object('a parallel loop', {
        max: { shape: { kind: 'number', min: 1 }, required: true, doc: 'At most so many iterations at a time.' },
      }),
      doc: 'Runs the iterations of a loop side by side.',
    },
  },
  { open: 'verbatim' },
);

/** A task type: what every task has, around its own properties, in canonical order. */
export function task(
  title: string,
  own: Fields,
  extra: Omit<ObjectShape, 'kind' | 'title' | 'fields' | 'required'> = {},
): ObjectShape {
  const staged: Fields = Object.fromEntries(
    Object.entries(own).map(([name, field]) => [name, { stage: 'task' as const, ...field }]),
  );
  return object(
    title,
    {
      if: { shape: EXPRESSION, stage: 'taskIf', doc: 'The task is skipped unless this holds.' },
      input: { shape: INPUT, stage: 'taskInput', doc: 'Shapes and checks the input of the task.' },
      ...staged,
      output: { shape: OUTPUT, stage: 'taskOutput', doc: 'Shapes and checks the output of the task.' },
      export: { shape: EXPORT, stage: 'taskExport', doc: 'Writes the context.' },
      timeout: { shape: TIMEOUT_OR_NAME, stage: 'task', doc: 'How long the task may take.' },
      then: { shape: FLOW_DIRECTIVE, doc: 'What comes next: continue, exit, end or a task of the same list.' },
      metadata: { shape: METADATA, stage: 'task', doc: 'Anything else about the task.' },
    },
    extra,
  );
}
