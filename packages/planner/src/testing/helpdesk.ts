import type { Catalog, EventType, JsonSchema, Operation, OperationParameter } from '@parley/dsl';

/** Another trade than the restaurant's, with other habits: bare ids, bare lists, amounts in whole units, `decision`. */

type Fields = Readonly<Record<string, JsonSchema>>;

const text: JsonSchema = { type: 'string' };
const number: JsonSchema = { type: 'number' };
const integer: JsonSchema = { type: 'integer' };

/** An object schema; a name that ends with "?" may be missing. */
function object(fields: Fields): JsonSchema {
  const names = Object.keys(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), fields[name]])),
    required: names.filter((name) => !name.endsWith('?')),
  };
}

const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** An operation from `GET /tickets/{id}` and its arguments. */
function operation(
  id: string,
  route: string,
  summary: string,
  given: { query?: Fields; body?: Fields; output?: JsonSchema },
): Operation {
  const [connection = '', name = ''] = id.split('.');
  const [method = '', path = ''] = route.split(' ');
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const parameters: OperationParameter[] = [
    ...inPath.map((each) => ({ name: each, in: 'path' as const, required: true, schema: text })),
    ...Object.entries(given.query ?? {}).map(([each, schema]) => ({
      name: each,
      in: 'query' as const,
      required: false,
      schema,
    })),
  ];
  const body = given.body && object(given.body);
  const arguments_ = object({
    ...Object.fromEntries(inPath.map((each) => [each, text])),
    ...optional(given.query),
    ...given.body,
  });
  return {
    id,
    connection,
    name,
    kind: 'openapi',
    documentUrl: `https://${connection}.example/openapi.json`,
    method,
    path,
    summary,
    description: '',
    tags: [],
    parameters,
    ...(body === undefined ? {} : { body: { required: true, mediaType: 'application/json', schema: body } }),
    input: arguments_,
    output: given.output ?? {},
    errors: [],
  };
}

function optional(fields: Fields = {}): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [`${name}?`, schema]));
}

const event = (type: string, summary: string, data: Fields): EventType => ({
  type,
  connection: type.split('.')[0] ?? '',
  summary,
  description: '',
  data: object(data),
});

const PRIORITY: JsonSchema = { type: 'string', enum: ['low', 'normal', 'high', 'urgent'] };
const ticket = object({
  id: text,
  subject: text,
  priority: PRIORITY,
  requesterEmail: { type: 'string', format: 'email' },
  assigneeId: text,
  ageHours: integer,
  tags: listOf(text),
});
const agent = object({ id: text, name: text, online: { type: 'boolean' }, openTickets: integer });
const invoice = object({
  id: text,
  customer_id: text,
  total: number,
  currency: text,
  status: { enum: ['open', 'paid', 'overdue'] },
});

export const HELPDESK: Catalog = {
  operations: [
    operation('desk.getTicket', 'GET /tickets/{id}', 'Get a ticket', { output: ticket }),
    operation('desk.searchTickets', 'GET /tickets', 'Search tickets', {
      query: { priority: PRIORITY, status: { enum: ['open', 'closed'] } },
      output: listOf(ticket),
    }),
    operation('desk.assignTicket', 'POST /tickets/{ticket_id}/assignee', 'Assign a ticket to an agent', {
      body: { agent_id: text },
    }),
    operation('desk.closeTicket', 'POST /tickets/{ticket_id}/close', 'Close a ticket', { body: { 'comment?': text } }),
    operation('desk.escalateTicket', 'POST /tickets/{ticket_id}/escalate', 'Escalate a ticket', {
      body: { level: { type: 'integer', minimum: 1, maximum: 3 } },
    }),
    operation('desk.listAgents', 'GET /agents', 'List agents', {
      query: { online: { type: 'boolean' } },
      output: listOf(agent),
    }),
    operation('licences.checkLicences', 'GET /licences', 'Check how many licences remain for a product', {
      query: { product: text },
      output: object({ product: text, remaining: integer }),
    }),
    operation('licences.grantLicence', 'POST /licences', 'Grant a licence to a user', {
      body: { user_id: text, product: text },
    }),
    operation('billing.listInvoices', 'GET /invoices', 'List invoices', {
      query: { status: { enum: ['open', 'paid', 'overdue'] } },
      output: listOf(invoice),
    }),
    operation(
      'billing.sendReminder',
      'POST /invoices/{invoice_id}/reminders',
      'Send a payment reminder for an invoice',
      {},
    ),
    operation('directory.createAccount', 'POST /accounts', 'Create an account for a new employee', {
      body: { name: text, email: { type: 'string', format: 'email' } },
      output: object({ id: text, name: text }),
    }),
    operation('directory.disableAccount', 'POST /accounts/{account_id}/disable', 'Disable an account', {}),
  ],
  events: [
    event('ticket.created', 'A ticket was created', { ticket }),
    event('licence.requested', 'A user asked for a licence', {
      request_id: text,
      user_id: text,
      product: text,
      price: number,
    }),
    event('employee.hired', 'A new employee was hired', {
      name: text,
      email: { type: 'string', format: 'email' },
      department: text,
    }),
    event('invoice.overdue', 'An invoice is overdue', {
      invoice_id: text,
      total: number,
      currency: text,
      daysOverdue: integer,
    }),
  ],
  functions: [
    {
      call: 'approve:1@default',
      summary: 'Somebody decides',
      input: object({ title: text, role: text, 'deadline?': text, 'details?': { type: 'object' } }),
      output: object({ decision: { enum: ['approved', 'rejected'] }, by: text }),
    },
    {
      call: 'notify:1@default',
      summary: 'Tells somebody',
      input: object({ to: { type: 'object' }, 'channel?': text, 'subject?': text, message: text }),
      output: {},
    },
  ],
};
