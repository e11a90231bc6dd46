import { type Fields, MARKED, mapOf, object, template, text, type UnionShape, word } from '../shape.ts';
import { AUTHENTICATION } from './authentication.ts';
import { DURATION } from './duration.ts';
import { EXTERNAL_RESOURCE } from './endpoint.ts';
import { ITERATOR } from './events.ts';
import { task } from './task-base.ts';

const PROTOCOL = word(
  ...['amqp', 'amqp1', 'anypointmq', 'googlepubsub', 'http', 'ibmmq', 'jms', 'kafka', 'mercure', 'mqtt', 'mqtt5'],
  ...['nats', 'pulsar', 'redis', 'sns', 'solace', 'sqs', 'stomp', 'ws'],
);

const CONSUME = object(
  'a consumption policy',
  {
    amount: { shape: { kind: 'number', min: 0 }, doc: 'So many messages.' },
    while: { shape: MARKED, doc: 'As long as this holds after a message.' },
    until: { shape: MARKED, doc: 'Until this holds before a message.' },
    for: { shape: DURATION, doc: 'At most so long.' },
  },
  { oneOf: [['amount', 'while', 'until']] },
);

/** A map, or one expression that gives it, which goes beyond the standard. */
function computedMap(expected: string): UnionShape {
  const nonPortable = `${expected} comes from one expression; the standard takes a map.`;
  return { kind: 'union', object: mapOf(expected), text: { kind: 'text', mode: 'marked', expected, nonPortable } };
}

const MESSAGE: Fields = {
  payload: { shape: computedMap('a message payload'), doc: 'The payload.' },
  headers: { shape: computedMap('a map of message headers'), doc: 'The headers.' },
};

export const CALL_ASYNCAPI = task('an AsyncAPI call', {
  call: { shape: text('asyncapi'), required: true, doc: 'Publishes a message or subscribes to messages.' },
  with: {
    required: true,
    doc: 'The operation and what to do with it.',
    shape: object(
      'the "with" of an AsyncAPI call',
      {
        document: { shape: EXTERNAL_RESOURCE, required: true, doc: 'The AsyncAPI document.' },
        channel: { shape: template('a channel name'), doc: 'The channel (AsyncAPI 2.6).' },
        operation: { shape: template('an operation name'), doc: 'The operation (AsyncAPI 3).' },
        server: {
          doc: 'The server to use.',
          shape: object('an AsyncAPI server', {
            name: { shape: template('a server name'), required: true, doc: 'Its name in the document.' },
            variables: { shape: mapOf('a map of variables'), doc: 'Variables of its address.' },
          }),
        },
        protocol: { shape: PROTOCOL, doc: 'The protocol that picks the server.' },
        message: { shape: object('a message', MESSAGE), doc: 'The message to publish.' },
        subscription: {
          doc: 'Which messages to consume.',
          shape: object('a subscription', {
            filter: { shape: MARKED, doc: 'Only messages for which this holds.' },
            consume: { shape: CONSUME, required: true, doc: 'How many messages.' },
            foreach: { shape: ITERATOR, doc: 'What to do with each message.' },
          }),
        },
        authentication: { shape: AUTHENTICATION, doc: 'How to authenticate.' },
      },
      {
        oneOf: [
          ['operation', 'channel'],
          ['message', 'subscription'],
        ],
      },
    ),
  },
});
