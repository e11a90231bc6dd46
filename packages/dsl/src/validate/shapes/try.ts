import { variableName } from '../formats.ts';
import { EXPRESSION, object, TASK_LIST, variable } from '../shape.ts';
import { ERROR_FILTER } from './error.ts';
import { RETRY_OR_NAME } from './retry.ts';
import { FLOW_DIRECTIVE, task } from './task-base.ts';
import { variableIn } from './variable-name.ts';

const errorVariable = (owner: Readonly<Record<string, unknown>>): string[] => [variableIn(owner, 'as', 'error')];

const CATCH = object('a catch', {
  errors: {
    doc: 'Which errors are caught; all when missing.',
    shape: object('an error selection', { with: { shape: ERROR_FILTER, doc: 'What the error must look like.' } }),
  },
  as: {
    shape: variable(variableName),
    doc: 'The variable with the error; error is the default.',
  },
  when: { shape: EXPRESSION, doc: 'Catch only when this holds.', variables: errorVariable },
  exceptWhen: { shape: EXPRESSION, doc: 'Do not catch when this holds.', variables: errorVariable },
  retry: { shape: RETRY_OR_NAME, doc: 'How to try again.', variables: errorVariable },
  do: { shape: TASK_LIST, doc: 'What to do when the retries are used up.', variables: errorVariable },
  then: { shape: FLOW_DIRECTIVE, doc: 'What comes next after an error was caught.' },
});

export const TRY = task('a try task', {
  try: { shape: TASK_LIST, required: true, doc: 'The tasks that may fail.' },
  catch: { shape: CATCH, required: true, doc: 'What to do when they do.' },
});
