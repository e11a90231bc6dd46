import { DURATION } from './duration.ts';
import { task } from './task-base.ts';

export const WAIT = task('a wait task', {
  wait: { shape: DURATION, required: true, doc: 'How long to wait.' },
});
