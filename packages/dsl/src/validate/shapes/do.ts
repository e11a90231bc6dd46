import { TASK_LIST } from '../shape.ts';
import { task } from './task-base.ts';

export const DO = task('a do task', {
  do: { shape: TASK_LIST, required: true, doc: 'Tasks to run one after another.' },
});
