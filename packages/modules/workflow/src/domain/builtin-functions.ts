import type { BuiltinFunction } from '@parley/dsl';

const TEXT = { type: 'string' } as const;

/**
 * The functions of the runtime's own catalog, called as `name:version@default`. Their schemas are what the checker, the
 * planner and the editor know of them.
 */
export const BUILTIN_FUNCTIONS: readonly BuiltinFunction[] = [
  {
    call: 'approve:1@default',
    summary: 'Asks a person or a role to decide and waits for the answer',
    input: {
      type: 'object',
      properties: {
        title: { ...TEXT, description: 'What is to be decided, one line' },
        description: TEXT,
        assignee: { ...TEXT, description: 'The business role or member who may decide' },
        subject: { description: 'What the decision is about, shown beside the title' },
        deadline: { ...TEXT, description: 'ISO 8601 duration after which it counts as rejected' },
      },
      required: ['title', 'assignee'],
    },
    output: {
      type: 'object',
      properties: { approved: { type: 'boolean' }, by: TEXT, comment: TEXT },
      required: ['approved'],
    },
  },
  {
    call: 'notify:1@default',
    summary: 'Tells a person, a role or a customer something, by the tenant’s channel',
    input: {
      type: 'object',
      properties: {
        to: { ...TEXT, description: 'A business role, a member, a customer id or an address' },
        channel: { ...TEXT, description: 'email, sms or chat; the tenant’s default when left out' },
        subject: TEXT,
        message: TEXT,
      },
      required: ['to', 'message'],
    },
    output: { type: 'object', properties: { delivered: { type: 'boolean' } }, required: ['delivered'] },
  },
];
