import { mapOf, object, text, type UnionShape, word } from '../shape.ts';
import { ENDPOINT, EXTERNAL_RESOURCE } from './endpoint.ts';
import { task } from './task-base.ts';

const METHOD = word(
  ...['message/send', 'message/stream', 'tasks/get', 'tasks/list', 'tasks/cancel', 'tasks/resubscribe'],
  ...['tasks/pushNotificationConfig/set', 'tasks/pushNotificationConfig/get', 'tasks/pushNotificationConfig/list'],
  ...['tasks/pushNotificationConfig/delete', 'agent/getAuthenticatedExtendedCard'],
);

/** The parameters of a JSON-RPC method: a map, or one expression that gives it. */
export function rpcParameters(min?: number): UnionShape {
  const expected = 'a map of parameters';
  return { kind: 'union', object: mapOf(expected, undefined, min), text: { kind: 'text', mode: 'marked', expected } };
}

export const CALL_A2A = task('an A2A call', {
  call: { shape: text('a2a'), required: true, doc: 'A call of an agent (A2A).' },
  with: {
    required: true,
    doc: 'The agent and the method.',
    shape: object(
      'the "with" of an A2A call',
      {
        agentCard: { shape: EXTERNAL_RESOURCE, doc: 'The card that describes the agent.' },
        server: { shape: ENDPOINT, doc: 'The address of the agent, when there is no card.' },
        method: { shape: METHOD, required: true, doc: 'The JSON-RPC method.' },
        parameters: { shape: rpcParameters(1), doc: 'The parameters of the method.' },
      },
      { anyOf: [['agentCard', 'server']] },
    ),
  },
});
