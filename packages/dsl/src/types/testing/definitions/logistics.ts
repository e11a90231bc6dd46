import { catalogOf, define, type TypedDefinition } from '../shorthand.ts';

const ADDRESS = { street: 'string', city: 'string', postalCode: 'string', country: 'string' } as const;
const PARCEL = { parcelId: 'string', weightGrams: 'integer', 'lengthCm?': 'number', fragile: 'boolean' } as const;

const CATALOG = catalogOf({
  operations: {
    'carrier.quote': {
      route: 'POST /quotes',
      args: {
        from: ADDRESS,
        to: ADDRESS,
        parcels: [{ weightKg: 'number', fragile: 'boolean' }],
        'service?': 'economy|standard|express',
      },
      gives: {
        quotes: [{ quoteId: 'uuid', service: 'economy|standard|express', priceCents: 'integer', days: 'integer' }],
        'expiresAt?': 'date-time',
      },
    },
    'carrier.book': {
      route: 'POST /shipments',
      args: { quoteId: 'uuid', reference: 'string', 'pickupOn?': 'date', 'insured?': 'boolean' },
      gives: {
        shipmentId: 'string',
        trackingCode: 'string',
        label: { url: 'uri', format: 'pdf|zpl' },
        status: 'booked|in_transit|delivered|lost',
      },
    },
    'carrier.track': {
      route: 'GET /shipments/{shipmentId}',
      args: { shipmentId: 'string', 'withEvents?': 'boolean' },
      gives: {
        status: 'booked|in_transit|delivered|lost',
        'eta?': 'date-time',
        events: [{ at: 'date-time', place: 'string', code: 'string' }],
      },
    },
    'carrier.cancelShipment': {
      route: 'DELETE /shipments/{shipmentId}',
      args: { shipmentId: 'string' },
      gives: { refundedCents: 'integer' },
    },
    'warehouse.pick': {
      route: 'POST /picks',
      args: { orderId: 'string', lines: [{ sku: 'string', quantity: 'integer' }], 'dueMinutes?': 'integer' },
      gives: { pickId: 'string', parcels: [PARCEL], 'shortages?': [{ sku: 'string', missing: 'integer' }] },
    },
    'warehouse.release': {
      route: 'POST /picks/{pickId}/release',
      args: { pickId: 'string' },
      gives: { released: 'boolean' },
    },
    'fleet.listVehicles': {
      route: 'GET /vehicles',
      args: { 'depot?': 'string' },
      gives: {
        vehicles: [
          {
            vehicleId: 'string',
            capacityKg: 'number',
            driver: { name: 'string', phone: 'string' },
            state: 'idle|driving|service',
          },
        ],
      },
    },
    'fleet.assign': {
      route: 'POST /vehicles/{vehicleId}/assignments',
      args: { vehicleId: 'string', stops: [{ city: 'string', at: 'date-time' }] },
      gives: { assignmentId: 'uuid' },
    },
    'sensors.readDevice': {
      route: 'GET /devices/{deviceId}/readings',
      args: { deviceId: 'string', 'windowSeconds?': 'integer' },
      gives: { readings: [{ at: 'date-time', temperatureCelsius: 'number', humidity: 'number' }], battery: 'integer' },
    },
    'sensors.sendCommand': {
      route: 'POST /devices/{deviceId}/commands',
      args: { deviceId: 'string', command: 'reboot|calibrate|sleep', 'delaySeconds?': 'integer' },
      gives: { commandId: 'uuid', accepted: 'boolean' },
    },
  },
  events: {
    'order.packed': {
      orderId: 'string',
      lines: [{ sku: 'string', quantity: 'integer' }],
      origin: ADDRESS,
      destination: ADDRESS,
      maxDays: 'integer',
    },
    'shipment.delayed': { shipmentId: 'string', delayMinutes: 'integer', reason: 'string' },
    'device.alarm': { deviceId: 'string', kind: 'temperature|battery|offline', value: 'number', at: 'date-time' },
    'device.serviced': { deviceId: 'string', by: 'string', minutes: 'integer' },
  },
});

const SHIP = `
schedule:
  on:
    one:
      with:
        type: order.packed
input:
  from: .[0]
do:
  - pick:
      call: pick
      with:
        orderId: \${ .orderId }
        lines: \${ .lines }
        dueMinutes: 30
      export:
        as: \${ $input + { pickId: .pickId } }
  - quote:
      call: quote
      with:
        from: \${ $context.origin }
        to: \${ $context.destination }
        parcels: \${ [.parcels[] | { weightKg: (.weightGrams / 1000), fragile: .fragile }] }
        service: standard
  - cheapest:
      set:
        best: \${ .quotes | sort_by(.priceCents) | first }
        fast: \${ [.quotes[] | select(.days <= $context.maxDays)] }
  - book:
      call: book
      with:
        quoteId: \${ .fast[0].quoteId }
        reference: \${ $context.orderId }
        pickupOn: 2026-04-02
        insured: true
      metadata:
        compensate:
          - cancel:
              call: cancelShipment
              with:
                shipmentId: \${ .shipmentId }
  - follow:
      do:
        - look:
            call: track
            with:
              shipmentId: \${ .shipmentId }
              withEvents: true
            output:
              as: \${ { shipmentId: $input.shipmentId, status: .status, last: .events[-1] } }
        - state:
            switch:
              - arrived:
                  when: .status == "delivered"
                  then: exit
              - lost:
                  when: .status == "lost"
                  then: complain
              - onTheWay:
                  then: pause
        - complain:
            raise:
              error:
                type: https://example.com/errors/lost
                status: 500
                title: \${ "Lost at " + .last.place }
        - pause:
            wait: PT6H
            then: look
output:
  as: \${ { shipment: .shipmentId, status } }
`;

const DELAY = `
schedule:
  on:
    one:
      with:
        type: shipment.delayed
input:
  from: .[0]
do:
  - serious:
      switch:
        - short:
            when: .delayMinutes < 60
            then: end
        - long:
            then: release
  - release:
      call: track
      with:
        shipmentId: \${ .shipmentId }
      output:
        as: \${ $input + { status: .status, eta: .eta } }
  - vehicles:
      call: listVehicles
      with:
        depot: north
      output:
        as: '\${ [.vehicles[] | select(.state == "idle" and .capacityKg > 100)] }'
  - anyIdle:
      if: length > 0
      do:
        - assign:
            call: assign
            with:
              vehicleId: \${ .[0].vehicleId }
              stops:
                - city: Bonn
                  at: "2026-04-02T08:00:00Z"
                - city: Mainz
                  at: "2026-04-02T11:30:00Z"
        - tell:
            call: notify:1@default
            with:
              to: dispatch
              channel: chat
              message: \${ "Assigned " + .assignmentId }
`;

const ALARM = `
schedule:
  on:
    any:
      - with:
          type: device.alarm
input:
  from: .[0]
do:
  - kind:
      switch:
        - battery:
            when: .kind == "battery"
            then: sleep
        - offline:
            when: .kind == "offline"
            then: reboot
        - temperature:
            then: read
  - sleep:
      call: sendCommand
      with:
        deviceId: \${ .deviceId }
        command: sleep
        delaySeconds: 60
      then: end
  - reboot:
      call: sendCommand
      with:
        deviceId: \${ .deviceId }
        command: reboot
      then: end
  - read:
      call: readDevice
      with:
        deviceId: \${ .deviceId }
        windowSeconds: 600
      output:
        as: \${ { device: $input.deviceId, average: ([.readings[].temperatureCelsius] | add / length), battery: .battery } }
  - hot:
      if: .average > 8
      call: notify:1@default
      with:
        to: technician
        channel: sms
        subject: \${ "Device " + .device }
        message: \${ "Average \\(.average), battery \\(.battery)" }
  - waitForService:
      listen:
        to:
          one:
            with:
              type: device.serviced
        read: envelope
      timeout:
        after:
          hours: 8
      output:
        as: .[0]
  - note:
      set:
        who: \${ .data.by }
        took: \${ .data.minutes / 60 }
        event: \${ .id }
`;

const CALIBRATE = `
input:
  schema:
    document:
      type: object
      properties:
        devices: { type: array, items: { type: string } }
        pauseMinutes: { type: integer }
      required: [devices, pauseMinutes]
do:
  - all:
      for:
        each: device
        in: \${ .devices }
      do:
        - calibrate:
            try:
              - send:
                  call: sendCommand
                  with:
                    deviceId: \${ $device }
                    command: calibrate
                    delaySeconds: \${ $workflow.input.pauseMinutes * 60 }
            catch:
              errors:
                with:
                  type: https://open-workflow-specification.org/spec/1.0.0/errors/communication
              do:
                - failed:
                    set:
                      commandId: none
                      accepted: false
        - outcome:
            set:
              device: \${ $device }
              ok: \${ .accepted }
      metadata:
        parallel:
          max: 5
  - summary:
      set:
        failed: \${ [.[] | select(.ok | not) | .device] }
        count: \${ length }
  - alert:
      if: (.failed | length) > 0
      call: notify:1@default
      with:
        to: technician
        message: \${ .failed | join(", ") }
`;

export const LOGISTICS: readonly TypedDefinition[] = [
  define('ship', CATALOG, SHIP),
  define('delay', CATALOG, DELAY),
  define('alarm', CATALOG, ALARM),
  define('calibrate', CATALOG, CALIBRATE),
];
