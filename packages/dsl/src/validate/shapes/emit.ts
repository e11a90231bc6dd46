import { object } from '../shape.ts';
import { EVENT_TO_EMIT } from './events.ts';
import { task } from './task-base.ts';

export const EMIT = task('an emit task', {
  emit: {
    required: true,
    doc: 'Publishes an event.',
    shape: object('an emission', {
      event: {
        required: true,
        doc: 'The event.',
        shape: object('an event definition', {
          with: { shape: EVENT_TO_EMIT, required: true, doc: 'Attributes and data of the event.' },
        }),
      },
    }),
  },
});
