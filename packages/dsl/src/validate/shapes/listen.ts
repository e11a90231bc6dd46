import { object, word } from '../shape.ts';
import { CONSUMPTION, ITERATOR } from './events.ts';
import { task } from './task-base.ts';

export const LISTEN = task('a listen task', {
  listen: {
    required: true,
    doc: 'Waits for events.',
    shape: object('a listener', {
      to: { shape: CONSUMPTION, required: true, doc: 'Which events to wait for.' },
      read: { shape: word('data', 'envelope', 'raw'), doc: 'What of an event is handed on; data is the default.' },
    }),
  },
  foreach: { shape: ITERATOR, doc: 'What to do with each event.' },
});
