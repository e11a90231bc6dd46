import { EXPRESSION, type Field, mapOf, object, reference, type UnionShape } from '../shape.ts';
import { DURATION } from './duration.ts';

const curve = (doc: string): Field => ({ shape: mapOf('an empty map'), doc });

export const RETRY_POLICY = object('a retry policy', {
  when: { shape: EXPRESSION, doc: 'Retry only when this holds.' },
  exceptWhen: { shape: EXPRESSION, doc: 'Do not retry when this holds.' },
  delay: { shape: DURATION, doc: 'How long to wait before the next attempt.' },
  backoff: {
    shape: object(
      'a backoff',
      {
        constant: curve('The same delay each time.'),
        linear: curve('The delay grows by itself each time.'),
        exponential: curve('The delay doubles each time.'),
      },
      { oneOf: [['constant', 'linear', 'exponential']] },
    ),
    doc: 'How the delay grows.',
  },
  limit: {
    shape: object('a retry limit', {
      attempt: {
        shape: object('an attempt limit', {
          count: { shape: { kind: 'number', min: 0 }, doc: 'At most so many retries.' },
          duration: { shape: DURATION, doc: 'At most so long for one attempt.' },
        }),
        doc: 'Limits of the attempts.',
      },
      duration: { shape: DURATION, doc: 'At most so long for all attempts.' },
    }),
    doc: 'When to give up.',
  },
  jitter: {
    shape: object('a jitter', {
      from: { shape: DURATION, required: true, doc: 'At least so much.' },
      to: { shape: DURATION, required: true, doc: 'At most so much.' },
    }),
    doc: 'A random time added to the delay.',
  },
});

/** A policy in place, or the name of one. */
export const RETRY_OR_NAME: UnionShape = {
  kind: 'union',
  text: reference('retry', 'a retry policy, or the name of one of use.retries'),
  object: RETRY_POLICY,
};
