import { catalogOf, define, type TypedDefinition } from '../shorthand.ts';

const LINE = { description: 'string', quantity: 'integer', unitPriceCents: 'integer', 'taxRate?': 'number' } as const;
const INVOICE = {
  invoiceId: 'string',
  number: 'string',
  status: 'draft|sent|paid|overdue|void',
  dueOn: 'date',
  issuedOn: 'date',
  totalCents: 'integer',
  currency: 'EUR|USD|GBP',
  lines: [LINE],
  customer: { customerId: 'uuid', name: 'string', billingEmail: 'email', 'vatId?': 'string?' },
} as const;

const CATALOG = catalogOf({
  operations: {
    'billing.createInvoice': {
      route: 'POST /invoices',
      args: { customerId: 'uuid', lines: [LINE], dueOn: 'date', 'currency?': 'EUR|USD|GBP', 'memo?': 'string' },
      gives: INVOICE,
    },
    'billing.getInvoice': { route: 'GET /invoices/{invoiceId}', args: { invoiceId: 'string' }, gives: INVOICE },
    'billing.listInvoices': {
      route: 'GET /invoices',
      args: { status: 'draft|sent|paid|overdue|void', 'pageSize?': 'integer' },
      gives: { data: [INVOICE], hasMore: 'boolean' },
    },
    'billing.sendInvoice': {
      route: 'POST /invoices/{invoiceId}/send',
      args: { invoiceId: 'string', to: 'email', 'attachPdf?': 'boolean' },
      gives: { sentAt: 'date-time', messageId: 'string' },
    },
    'billing.voidInvoice': {
      route: 'POST /invoices/{invoiceId}/void',
      args: { invoiceId: 'string', reason: 'string' },
      gives: INVOICE,
    },
    'pay.charge': {
      route: 'POST /charges',
      args: {
        amountCents: 'integer',
        currency: 'EUR|USD|GBP',
        method: { type: 'card|sepa|wallet', token: 'string' },
        'metadata?': { 'orderId?': 'string', 'note?': 'string' },
      },
      gives: {
        chargeId: 'uuid',
        status: 'succeeded|failed|pending',
        'failure?': { code: 'string', message: 'string' },
        amountCents: 'integer',
      },
    },
    'pay.refund': {
      route: 'POST /charges/{chargeId}/refunds',
      args: { chargeId: 'uuid', amountCents: 'integer', reason: 'duplicate|fraud|requested' },
      gives: { refundId: 'uuid', status: 'succeeded|failed|pending' },
    },
    'risk.score': {
      route: 'POST /scores',
      args: { email: 'email', amount: 'number', country: 'string' },
      gives: { score: 'number', decision: 'accept|review|decline', reasons: [{ code: 'string', weight: 'number' }] },
    },
    'fx.convert': {
      route: 'GET /convert',
      args: { amount: 'number', from: 'EUR|USD|GBP', to: 'EUR|USD|GBP' },
      gives: { amount: 'number', rate: 'number', asOf: 'date' },
    },
  },
  events: {
    'payment.requested': {
      paymentId: 'uuid',
      amountCents: 'integer',
      currency: 'EUR|USD|GBP',
      payer: { email: 'email', country: 'string', 'name?': 'string' },
      token: 'string',
    },
    'payment.settled': { paymentId: 'uuid', chargeId: 'uuid', amountCents: 'integer' },
    'dispute.opened': { chargeId: 'uuid', reason: 'string', amountCents: 'integer' },
  },
});

const CHARGE = `
schedule:
  on:
    one:
      with:
        type: payment.requested
input:
  from: .[0]
do:
  - assess:
      call: score
      with:
        email: \${ .payer.email }
        amount: \${ .amountCents / 100 }
        country: \${ .payer.country }
      output:
        as: \${ { payment: $input, risk: . } }
      export:
        as: .payment
  - judge:
      switch:
        - declined:
            when: .risk.decision == "decline"
            then: refused
        - doubtful:
            when: .risk.decision == "review" or .risk.score > 0.8
            then: review
        - fine:
            then: charge
  - review:
      call: approve:1@default
      with:
        title: \${ "Payment of \\(.payment.amountCents / 100) \\(.payment.currency)" }
        description: \${ [.risk.reasons[] | .code] | join(", ") }
        assignee: risk-team
        deadline: PT2H
  - reviewed:
      switch:
        - rejected:
            when: .approved == false
            then: refused
        - accepted:
            then: charge
  - charge:
      call: charge
      with:
        amountCents: \${ $context.amountCents }
        currency: \${ $context.currency }
        method:
          type: card
          token: \${ $context.token }
        metadata:
          orderId: \${ $context.paymentId }
      metadata:
        compensate:
          - giveBack:
              call: refund
              with:
                chargeId: \${ .chargeId }
                amountCents: \${ .amountCents }
                reason: requested
  - settled:
      if: .status == "succeeded"
      emit:
        event:
          with:
            type: payment.settled
            data:
              paymentId: \${ $context.paymentId }
              chargeId: \${ .chargeId }
              amountCents: \${ .amountCents }
      then: end
  - refused:
      raise:
        error:
          type: https://example.com/errors/refused
          status: 402
          title: Refused
          detail: \${ "Payment \\($context.paymentId) was refused" }
`;

const DUNNING = `
schedule:
  cron: 0 8 * * 1
do:
  - list:
      call: listInvoices
      with:
        status: overdue
        pageSize: 100
  - chase:
      for:
        each: invoice
        in: .data
      do:
        - send:
            call: sendInvoice
            with:
              invoiceId: \${ $invoice.invoiceId }
              to: \${ $invoice.customer.billingEmail }
              attachPdf: true
        - big:
            switch:
              - large:
                  when: $invoice.totalCents > 100000
                  then: alert
              - small:
                  then: exit
        - alert:
            call: notify:1@default
            with:
              to: finance
              channel: chat
              message: \${ "\\($invoice.customer.name) owes \\($invoice.totalCents / 100) since \\($invoice.dueOn)" }
  - done:
      set:
        checked: true
        at: \${ now }
`;

const BILL = `
input:
  schema:
    document:
      type: object
      properties:
        customerId: { type: string, format: uuid }
        hours: { type: integer }
        hourlyRateCents: { type: integer }
        dueOn: { type: string, format: date }
        region: { type: string, enum: [eu, us] }
      required: [customerId, hours, hourlyRateCents, dueOn, region]
do:
  - currency:
      set:
        code: '\${ if .region == "eu" then "EUR" else "USD" end }'
        request: \${ . }
      export:
        as: \${ .request }
  - create:
      call: createInvoice
      with:
        customerId: \${ .request.customerId }
        currency: \${ .code }
        dueOn: \${ .request.dueOn }
        lines:
          - description: Consulting
            quantity: \${ .request.hours }
            unitPriceCents: \${ .request.hourlyRateCents }
            taxRate: 0.19
          - description: Travel
            quantity: 1
            unitPriceCents: 12000
  - rate:
      call: convert
      with:
        amount: \${ .totalCents / 100 }
        from: \${ .currency }
        to: GBP
      output:
        as: \${ { invoiceId: $input.invoiceId, email: $input.customer.billingEmail, pounds: .amount } }
  - check:
      switch:
        - tooMuch:
            when: .pounds > 10000 and $context.region == "us"
            then: cancel
        - ok:
            then: send
  - cancel:
      call: voidInvoice
      with:
        invoiceId: \${ .invoiceId }
        reason: limit
      then: end
  - send:
      call: sendInvoice
      with:
        invoiceId: \${ .invoiceId }
        to: \${ .email }
        attachPdf: false
output:
  as: \${ { messageId: .messageId?, sentAt: .sentAt? } }
`;

const DISPUTE = `
schedule:
  on:
    any:
      - with:
          type: dispute.opened
input:
  from: .[0]
timeout:
  after: P14D
do:
  - ask:
      call: http
      with:
        method: post
        endpoint: https://archive.example.com/charges/{chargeId}
        headers:
          Authorization: \${ "Bearer " + $secrets.archive }
        body:
          reason: \${ .reason }
        output: response
      output:
        as: \${ { known: (.statusCode == 200), dispute: $input } }
  - decide:
      if: .known
      call: refund
      with:
        chargeId: \${ .dispute.chargeId }
        amountCents: \${ .dispute.amountCents }
        reason: duplicate
      then: end
  - tell:
      call: notify:1@default
      with:
        to: finance
        subject: Dispute
        message: \${ "Charge \\(.dispute.chargeId), \\(.dispute.amountCents / 100)" }
`;

export const MONEY: readonly TypedDefinition[] = [
  define('charge', CATALOG, CHARGE),
  define('dunning', CATALOG, DUNNING),
  define('bill', CATALOG, BILL),
  define('dispute', CATALOG, DISPUTE),
];
