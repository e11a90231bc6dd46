import { catalogOf, define, type TypedDefinition } from '../shorthand.ts';

const CATALOG = catalogOf({
  operations: {
    'travel.searchFlights': {
      route: 'GET /flights',
      args: {
        origin: 'string',
        destination: 'string',
        departsOn: 'date',
        'cabin?': 'economy|business',
        'maxStops?': 'integer',
      },
      gives: {
        flights: [
          {
            flightId: 'string',
            price: { amount: 'number', currency: 'EUR|USD|GBP' },
            durationMinutes: 'integer',
            stops: 'integer',
          },
        ],
      },
    },
    'travel.bookFlight': {
      route: 'POST /flights/{flightId}/bookings',
      args: { flightId: 'string', passengers: [{ name: 'string', 'passport?': 'string' }], maxPrice: 'number' },
      gives: { bookingId: 'uuid', reference: 'string', status: 'held|ticketed|failed' },
    },
    'travel.cancelBooking': {
      route: 'DELETE /bookings/{bookingId}',
      args: { bookingId: 'uuid' },
      gives: { feeCents: 'integer' },
    },
    'hotel.bookRoom': {
      route: 'POST /rooms',
      args: { city: 'string', checkIn: 'date', nights: 'integer', 'smoking?': 'boolean' },
      gives: { roomId: 'string', total: 'number', status: 'confirmed|waiting' },
    },
    'mail.sendCampaign': {
      route: 'POST /campaigns',
      args: {
        name: 'string',
        segment: 'new|active|lapsed',
        subject: 'string',
        'sendAt?': 'date-time',
        recipients: ['email'],
      },
      gives: { campaignId: 'string', queued: 'integer', skipped: [{ email: 'email', reason: 'string' }] },
    },
    'mail.getStats': {
      route: 'GET /campaigns/{campaignId}/stats',
      args: { campaignId: 'string' },
      gives: { opens: 'integer', clicks: 'integer', openRate: 'number', state: 'running|finished' },
    },
    'shop.listCustomers': {
      route: 'GET /customers',
      args: { segment: 'new|active|lapsed', 'page?': 'integer' },
      gives: {
        customers: [{ customerId: 'uuid', email: 'email', name: 'string', orders: 'integer', 'lastOrderOn?': 'date?' }],
        pages: 'integer',
      },
    },
    'shop.cancelSubscription': {
      route: 'POST /subscriptions/{subscriptionId}/cancel',
      args: { subscriptionId: 'string', effective: 'now|period_end', 'refund?': 'boolean' },
      gives: { subscriptionId: 'string', endsOn: 'date', refundCents: 'integer' },
    },
    'shop.getSubscription': {
      route: 'GET /subscriptions/{subscriptionId}',
      args: { subscriptionId: 'string' },
      gives: {
        subscriptionId: 'string',
        plan: { name: 'string', monthlyCents: 'integer' },
        state: 'trial|active|past_due|ended',
        customer: { customerId: 'uuid', email: 'email' },
        failedPayments: 'integer',
      },
    },
    'video.transcode': {
      route: 'POST /jobs',
      args: { source: 'uri', profiles: ['string'], 'timeoutSeconds?': 'integer' },
      gives: {
        jobId: 'string',
        state: 'queued|running|done|failed',
        outputs: [{ profile: 'string', url: 'uri', sizeBytes: 'integer' }],
      },
    },
    'video.getJob': {
      route: 'GET /jobs/{jobId}',
      args: { jobId: 'string' },
      gives: {
        jobId: 'string',
        state: 'queued|running|done|failed',
        outputs: [{ profile: 'string', url: 'uri', sizeBytes: 'integer' }],
        'error?': 'string',
      },
    },
  },
  events: {
    'trip.requested': {
      tripId: 'string',
      origin: 'string',
      destination: 'string',
      departsOn: 'date',
      nights: 'integer',
      traveller: { name: 'string', email: 'email' },
      budget: 'number',
    },
    'payment.failed': { subscriptionId: 'string', attempt: 'integer', amountCents: 'integer' },
    'video.uploaded': { videoId: 'string', url: 'uri', lengthSeconds: 'integer', owner: { email: 'email' } },
    'video.ready': { videoId: 'string', urls: ['uri'] },
  },
});

const TRIP = `
schedule:
  on:
    one:
      with:
        type: trip.requested
input:
  from: .[0]
do:
  - flights:
      call: searchFlights
      with:
        origin: \${ .origin }
        destination: \${ .destination }
        departsOn: \${ .departsOn }
        cabin: economy
        maxStops: 1
      output:
        as: \${ { trip: $input, options: ([.flights[] | select(.durationMinutes < 600)] | sort_by(.price.amount)) } }
      export:
        as: .trip
  - choice:
      switch:
        - nothing:
            when: (.options | length) == 0
            then: nothingFound
        - tooDear:
            when: .options[0].price.amount > .trip.budget
            then: nothingFound
        - some:
            then: book
  - book:
      call: bookFlight
      with:
        flightId: \${ .options[0].flightId }
        passengers:
          - name: \${ .trip.traveller.name }
        maxPrice: \${ .trip.budget }
      metadata:
        compensate:
          - undo:
              call: cancelBooking
              with:
                bookingId: \${ .bookingId }
  - hotel:
      call: bookRoom
      with:
        city: \${ $context.destination }
        checkIn: \${ $context.departsOn }
        nights: \${ $context.nights }
        smoking: false
  - tell:
      call: notify:1@default
      with:
        to: \${ $context.traveller.email }
        channel: email
        message: \${ "Room \\(.roomId) for \\(.total)" }
      then: end
  - nothingFound:
      set:
        tripId: \${ $context.tripId }
        found: false
`;

const CAMPAIGN = `
input:
  schema:
    document:
      type: object
      properties:
        name: { type: string }
        segment: { type: string, enum: [new, active, lapsed] }
      required: [name, segment]
do:
  - customers:
      call: listCustomers
      with:
        segment: \${ .segment }
        page: 1
      output:
        as: '\${ { emails: [.customers[] | select(.orders > 0) | .email], campaign: $input.name, segment: $input.segment } }'
  - send:
      call: sendCampaign
      with:
        name: \${ .campaign }
        segment: \${ .segment }
        subject: \${ "News: " + .campaign }
        sendAt: "2026-05-01T09:00:00Z"
        recipients: \${ .emails }
      export:
        as: \${ { campaignId: .campaignId, queued: .queued } }
  - poll:
      call: getStats
      with:
        campaignId: \${ $context.campaignId }
  - finished:
      switch:
        - running:
            when: .state == "running"
            then: pause
        - over:
            then: report
  - pause:
      wait: PT1H
      then: poll
  - report:
      set:
        rate: \${ .openRate * 100 }
        share: \${ .clicks / $context.queued }
        good: \${ .openRate > 0.2 }
`;

const PAST_DUE = `
schedule:
  on:
    one:
      with:
        type: payment.failed
input:
  from: .[0]
do:
  - load:
      call: getSubscription
      with:
        subscriptionId: \${ .subscriptionId }
      export:
        as: \${ { attempt: $workflow.input[0].attempt, email: .customer.email } }
  - state:
      switch:
        - ended:
            when: .state == "ended" or .state == "trial"
            then: end
        - often:
            when: .failedPayments >= 3 or $context.attempt > 3
            then: stop
        - first:
            then: remind
  - remind:
      call: notify:1@default
      with:
        to: \${ $context.email }
        channel: email
        subject: Payment failed
        message: \${ "We could not collect \\(.plan.monthlyCents / 100) for \\(.plan.name)" }
      then: end
  - stop:
      call: cancelSubscription
      with:
        subscriptionId: \${ .subscriptionId }
        effective: period_end
        refund: false
  - goodbye:
      call: notify:1@default
      with:
        to: \${ $context.email }
        message: \${ "It ends on \\(.endsOn)" }
`;

const VIDEO = `
schedule:
  on:
    one:
      with:
        type: video.uploaded
input:
  from: .[0]
do:
  - start:
      call: transcode
      with:
        source: \${ .url }
        profiles:
          - hd
          - mobile
        timeoutSeconds: \${ .lengthSeconds * 4 }
      export:
        as: \${ { video: $input, job: .jobId } }
  - again:
      try:
        - look:
            call: getJob
            with:
              jobId: \${ $context.job }
        - notYet:
            if: .state != "done"
            raise:
              error:
                type: https://example.com/errors/not-yet
                status: 425
                title: Not yet
      catch:
        errors:
          with:
            status: 425
        retry:
          delay: PT30S
          backoff:
            exponential: {}
          limit:
            attempt:
              count: 10
  - name:
      run:
        script:
          language: js
          code: return 'video'
          arguments:
            - \${ .jobId }
        return: all
      output:
        as: \${ { job: $input, exit: .code, title: .stdout } }
  - failed:
      if: .exit != 0
      set:
        job: \${ .job }
        title: untitled
        exit: 1
  - publish:
      emit:
        event:
          with:
            type: video.ready
            data:
              videoId: \${ $context.video.videoId }
              urls: \${ [.job.outputs[] | select(.sizeBytes > 0) | .url] }
`;

export const MEDIA: readonly TypedDefinition[] = [
  define('trip', CATALOG, TRIP),
  define('campaign', CATALOG, CAMPAIGN),
  define('past-due', CATALOG, PAST_DUE),
  define('video', CATALOG, VIDEO),
];
