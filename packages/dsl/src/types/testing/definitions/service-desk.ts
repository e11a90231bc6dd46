import { catalogOf, define, type TypedDefinition } from '../shorthand.ts';

const TICKET = {
  ticketId: 'string',
  title: 'string',
  status: 'new|open|pending|solved|closed',
  priority: 'low|normal|high|urgent',
  requester: { userId: 'uuid', name: 'string', 'email?': 'email' },
  'assignee?': 'string?',
  tags: ['string'],
  openedAt: 'date-time',
} as const;

const CATALOG = catalogOf({
  operations: {
    'desk.getTicket': { route: 'GET /tickets/{ticketId}', args: { ticketId: 'string' }, gives: TICKET },
    'desk.updateTicket': {
      route: 'PATCH /tickets/{ticketId}',
      args: {
        ticketId: 'string',
        'status?': 'new|open|pending|solved|closed',
        'priority?': 'low|normal|high|urgent',
        'assignee?': 'string',
        'tags?': ['string'],
      },
      gives: TICKET,
    },
    'desk.addComment': {
      route: 'POST /tickets/{ticketId}/comments',
      args: { ticketId: 'string', text: 'string', isPublic: 'boolean' },
      gives: { commentId: 'string', createdAt: 'date-time' },
    },
    'desk.searchTickets': {
      route: 'GET /tickets',
      args: { query: 'string', 'status?': 'new|open|pending|solved|closed', 'pageSize?': 'integer' },
      gives: { tickets: [TICKET], count: 'integer', 'nextCursor?': 'string?' },
    },
    'crm.getCustomer': {
      route: 'GET /customers/{userId}',
      args: { userId: 'uuid' },
      gives: {
        userId: 'uuid',
        plan: 'free|team|enterprise',
        'accountManager?': { name: 'string', email: 'email' },
        seats: 'integer',
        slaHours: 'integer',
      },
    },
    'paging.page': {
      route: 'POST /pages',
      args: { team: 'string', summary: 'string', severity: 'info|warning|critical', 'ackTimeoutSeconds?': 'integer' },
      gives: { pageId: 'uuid', acknowledged: 'boolean', 'by?': 'string' },
    },
  },
  events: {
    'ticket.created': {
      ticketId: 'string',
      requesterId: 'uuid',
      priority: 'low|normal|high|urgent',
      subject: 'string',
    },
    'ticket.replied': { ticketId: 'string', text: 'string', fromCustomer: 'boolean' },
    'ticket.escalated': { ticketId: 'string', team: 'string', level: 'integer' },
  },
});

const TRIAGE = `
schedule:
  on:
    one:
      with:
        type: ticket.created
input:
  from: .[0]
do:
  - load:
      call: getTicket
      with:
        ticketId: \${ .ticketId }
      export:
        as: .
  - customer:
      call: getCustomer
      with:
        userId: \${ .requester.userId }
      output:
        as: \${ . + { ticket: $context } }
  - route:
      switch:
        - enterprise:
            when: .plan == "enterprise" and .ticket.priority == "urgent"
            then: pageTeam
        - quiet:
            when: .plan == "free"
            then: label
        - rest:
            then: assign
  - pageTeam:
      call: page
      with:
        team: support
        summary: \${ .ticket.title }
        severity: critical
        ackTimeoutSeconds: \${ .slaHours * 3600 }
      then: escalated
  - label:
      call: updateTicket
      with:
        ticketId: \${ .ticket.ticketId }
        priority: low
        tags: \${ .ticket.tags + ["free"] }
      then: end
  - assign:
      call: updateTicket
      with:
        ticketId: \${ .ticket.ticketId }
        status: open
        assignee: \${ .accountManager.name // "pool" }
      then: end
  - escalated:
      emit:
        event:
          with:
            type: ticket.escalated
            source: /desk
            data:
              ticketId: \${ $context.ticketId }
              team: support
              level: 2
      output:
        as: .data
`;

const REMIND = `
input:
  schema:
    document:
      type: object
      properties:
        days: { type: integer }
        team: { type: string }
      required: [days, team]
do:
  - find:
      call: searchTickets
      with:
        query: \${ "older than \\(.days) days" }
        status: pending
        pageSize: 25
      export:
        as: \${ { team: $input.team, found: .count } }
  - each:
      for:
        each: ticket
        in: .tickets
      while: $index < 20
      do:
        - comment:
            call: addComment
            with:
              ticketId: \${ $ticket.ticketId }
              text: \${ "Hello " + $ticket.requester.name + ", is this still open?" }
              isPublic: true
        - pause:
            wait: PT2S
        - mark:
            if: $ticket.priority != "low"
            call: updateTicket
            with:
              ticketId: \${ $ticket.ticketId }
              status: closed
              tags: \${ $ticket.tags + ["reminded"] }
  - report:
      call: notify:1@default
      with:
        to: \${ $context.team }
        channel: email
        subject: Reminders
        message: \${ "Sent \\($context.found) reminders" }
`;

const CONVERSATION = `
input:
  schema:
    document:
      type: object
      properties:
        ticketId: { type: string }
        maxMinutes: { type: integer }
      required: [ticketId, maxMinutes]
do:
  - replies:
      listen:
        to:
          any:
            - with:
                type: ticket.replied
                data:
                  ticketId: \${ . == $input.ticketId }
          until: (. | length) >= 3
        read: data
      foreach:
        item: reply
        do:
          - note:
              call: addComment
              with:
                ticketId: \${ $reply.ticketId }
                text: \${ $reply.text | ascii_downcase }
                isPublic: \${ $reply.fromCustomer }
        output:
          as: .commentId
      output:
        as: \${ { ticketId: $input.ticketId, comments: . } }
  - attempt:
      try:
        - close:
            call: updateTicket
            with:
              ticketId: \${ .ticketId }
              status: solved
      catch:
        as: fault
        when: $fault.status == 404
        do:
          - missing:
              set:
                ticketId: \${ .ticketId }
                status: closed
                reason: \${ $fault.detail }
  - last:
      set:
        id: \${ .ticketId }
        done: \${ .status == "closed" }
`;

export const SERVICE_DESK: readonly TypedDefinition[] = [
  define('triage', CATALOG, TRIAGE),
  define('remind', CATALOG, REMIND),
  define('conversation', CATALOG, CONVERSATION),
];
