import { BOOLEAN, object, TASK_LIST } from '../shape.ts';
import { task } from './task-base.ts';

export const FORK = task('a fork task', {
  fork: {
    required: true,
    doc: 'Runs tasks side by side.',
    shape: object('a fork', {
      branches: { shape: TASK_LIST, required: true, doc: 'The tasks to run side by side.' },
      compete: { shape: BOOLEAN, doc: 'Whether the first to finish wins and the others are cancelled.' },
    }),
  },
});
