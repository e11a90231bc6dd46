import { catalogOf, define, type TypedDefinition } from '../shorthand.ts';

const MONEY = { amount: 'number', currency: 'EUR|USD|GBP' } as const;

const CATALOG = catalogOf({
  operations: {
    'kitchen.getCapacity': {
      route: 'GET /capacity',
      args: { date: 'date', 'station?': 'grill|oven|cold' },
      gives: {
        available: 'boolean',
        freeSlots: 'integer',
        'nextFreeAt?': 'date-time',
        stations: [{ name: 'grill|oven|cold', load: 'number' }],
      },
    },
    'kitchen.scheduleOrder': {
      route: 'POST /orders/{orderId}/schedule',
      args: {
        orderId: 'uuid',
        items: [{ sku: 'string', quantity: 'integer' }],
        prepSeconds: 'integer',
        'priority?': 'low|normal|high',
      },
      gives: { ticketId: 'string', startsAt: 'date-time', readyAt: 'date-time', prepMinutes: 'integer' },
    },
    'kitchen.cancelTicket': {
      route: 'DELETE /tickets/{ticketId}',
      args: { ticketId: 'string' },
      gives: { cancelled: 'boolean' },
    },
    'inventory.checkStock': {
      route: 'POST /stock/check',
      args: { skus: ['string'], 'location?': 'string' },
      gives: {
        ok: 'boolean',
        lines: [{ sku: 'string', onHand: 'integer', status: 'ok|low|out' }],
        'missing?': ['string'],
      },
    },
    'inventory.reserve': {
      route: 'POST /reservations',
      args: { orderId: 'uuid', lines: [{ sku: 'string', quantity: 'integer' }], 'holdMinutes?': 'integer' },
      gives: { reservationId: 'uuid', expiresAt: 'date-time', partial: 'boolean' },
    },
    'inventory.reorder': {
      route: 'POST /reorders',
      args: { sku: 'string', quantity: 'integer', 'urgent?': 'boolean' },
      gives: { reorderId: 'string', etaDays: 'integer' },
    },
    'pos.confirmOrder': {
      route: 'POST /orders/{orderId}/confirm',
      args: { orderId: 'uuid', 'readyAt?': 'date-time', 'message?': 'string' },
      gives: { orderId: 'uuid', status: 'confirmed|rejected|pending' },
    },
    'pos.rejectOrder': {
      route: 'POST /orders/{orderId}/reject',
      args: { orderId: 'uuid', reason: 'no_capacity|out_of_stock|closed', 'note?': 'string' },
      gives: { orderId: 'uuid', status: 'confirmed|rejected|pending' },
    },
    'pos.getOrder': {
      route: 'GET /orders/{orderId}',
      args: { orderId: 'uuid' },
      gives: {
        orderId: 'uuid',
        status: 'open|paid|closed',
        total: MONEY,
        'tip?': 'number',
        customer: { name: 'string', 'email?': 'email', 'phone?': 'string?' },
        table: 'integer?',
      },
    },
    'pos.listOpenOrders': {
      route: 'GET /orders',
      args: { status: 'open|paid|closed', 'limit?': 'integer' },
      gives: { orders: [{ orderId: 'uuid', total: 'number', table: 'integer' }], total: 'integer' },
    },
  },
  events: {
    'order.placed': {
      orderId: 'uuid',
      customerName: 'string',
      channel: 'web|phone|table',
      items: [{ sku: 'string', quantity: 'integer', unitPrice: 'number', 'note?': 'string' }],
      total: MONEY,
      placedOn: 'date',
      prepMinutes: 'integer',
    },
    'order.cancelled': { orderId: 'uuid', reason: 'string', refundCents: 'integer' },
    'stock.low': { sku: 'string', onHand: 'integer', threshold: 'integer' },
    'shift.closed': { shiftId: 'string', closedAt: 'date-time', sales: 'number' },
  },
});

const ORDER_PLACED = `
schedule:
  on:
    one:
      with:
        type: order.placed
input:
  from: \${ .[0] }
do:
  - checkCapacity:
      call: getCapacity
      with:
        date: \${ .placedOn }
        station: grill
      output:
        as: \${ { order: $input, capacity: . } }
  - remember:
      set:
        order: \${ $workflow.input[0] }
        capacity: \${ .capacity }
      export:
        as: \${ { order: .order, free: .capacity.freeSlots } }
  - isFree:
      switch:
        - full:
            when: .capacity.available == false or $context.free < 1
            then: rejectFull
        - free:
            then: checkStock
  - checkStock:
      call: checkStock
      with:
        skus: \${ [$context.order.items[].sku] }
      timeout:
        after: PT30S
  - isStocked:
      switch:
        - missing:
            when: any(.lines[]; .status == "out")
            then: rejectStock
        - stocked:
            then: schedule
  - schedule:
      call: scheduleOrder
      with:
        orderId: \${ $context.order.orderId }
        items: \${ [$context.order.items[] | { sku: .sku, quantity: .quantity }] }
        prepSeconds: \${ $context.order.prepMinutes * 60 }
        priority: normal
      metadata:
        compensate:
          - cancel:
              call: cancelTicket
              with:
                ticketId: \${ .ticketId }
  - confirm:
      call: confirmOrder
      with:
        orderId: \${ $context.order.orderId }
        readyAt: \${ .readyAt }
        message: \${ "Ready in \\(.prepMinutes) minutes, " + $context.order.customerName }
      then: end
  - rejectFull:
      call: rejectOrder
      with:
        orderId: \${ $context.order.orderId }
        reason: no_capacity
      then: end
  - rejectStock:
      call: rejectOrder
      with:
        orderId: \${ $context.order.orderId }
        reason: out_of_stock
        note: \${ [.lines[] | select(.status == "out") | .sku] | join(", ") }
output:
  as: \${ { orderId: .orderId, status: .status } }
`;

const RESTOCK = `
schedule:
  on:
    any:
      - with:
          type: stock.low
input:
  from: .[0]
do:
  - ask:
      call: approve:1@default
      with:
        title: \${ "Reorder " + .sku + "?" }
        assignee: manager
        deadline: PT4H
      output:
        as: \${ { sku: $input.sku, missing: ($input.threshold - $input.onHand), approved: .approved } }
  - decide:
      switch:
        - no:
            when: .approved | not
            then: end
        - yes:
            then: order
  - order:
      call: reorder
      with:
        sku: \${ .sku }
        quantity: \${ .missing * 2 }
        urgent: true
  - tell:
      if: .etaDays > 3
      call: notify:1@default
      with:
        to: manager
        channel: sms
        message: \${ "Reorder \\(.reorderId) takes \\(.etaDays) days" }
`;

const CLOSE_DAY = `
input:
  schema:
    document:
      type: object
      properties:
        shiftId: { type: string }
        tipRate: { type: number }
      required: [shiftId, tipRate]
do:
  - list:
      call: listOpenOrders
      with:
        status: open
        limit: 50
      export:
        as: \${ { shiftId: $input.shiftId, count: .total } }
  - closeEach:
      for:
        each: order
        in: \${ .orders }
        at: position
      do:
        - read:
            call: getOrder
            with:
              orderId: \${ $order.orderId }
        - remind:
            if: .status == "open" and .total.amount > 100
            call: notify:1@default
            with:
              to: \${ .customer.email // "desk" }
              subject: \${ "Table \\($order.table)" }
              message: \${ "Open: \\(.total.amount) \\(.total.currency), number \\($position + 1)" }
  - sum:
      set:
        shift: \${ $context.shiftId }
        orders: \${ $context.count }
  - closed:
      emit:
        event:
          with:
            type: shift.closed
            data:
              shiftId: \${ .shift }
              closedAt: "2026-03-31T23:00:00Z"
              sales: \${ .orders * 10 }
`;

const RESERVE = `
schedule:
  on:
    one:
      with:
        type: order.placed
input:
  from: .[0]
do:
  - tryToReserve:
      try:
        - reserve:
            call: reserve
            with:
              orderId: \${ .orderId }
              lines: \${ [.items[] | { sku, quantity }] }
              holdMinutes: 15
      catch:
        errors:
          with:
            status: 409
        as: problem
        retry:
          delay: PT2S
          limit:
            attempt:
              count: 3
        do:
          - refuse:
              call: rejectOrder
              with:
                orderId: \${ .orderId }
                reason: out_of_stock
                note: \${ $problem.title }
              then: end
  - parts:
      fork:
        branches:
          - capacity:
              call: getCapacity
              with:
                date: \${ $workflow.input[0].placedOn }
          - stock:
              call: checkStock
              with:
                skus: \${ [$workflow.input[0].items[].sku] }
  - both:
      set:
        free: \${ .[0].freeSlots }
        ok: \${ .[1].ok }
        low: \${ [.[1].lines[] | select(.status == "low")] | length }
  - waitForCancel:
      listen:
        to:
          any:
            - with:
                type: order.cancelled
              correlate:
                order:
                  from: .data.orderId
                  expect: \${ $workflow.input[0].orderId }
      timeout:
        after: PT1H
  - result:
      set:
        refund: \${ .[0].refundCents / 100 }
        why: \${ .[0].reason }
`;

export const RESTAURANT: readonly TypedDefinition[] = [
  define('order-placed', CATALOG, ORDER_PLACED),
  define('restock', CATALOG, RESTOCK),
  define('close-day', CATALOG, CLOSE_DAY),
  define('reserve', CATALOG, RESERVE),
];
