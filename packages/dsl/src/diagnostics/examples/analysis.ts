import type { ANALYSIS } from '../codes.ts';
import type { Examples } from './example.ts';

const call = (name: string, method: string, more = ''): string => `  - ${name}:
      call: http
      with:
        method: ${method}
        endpoint: https://example.com/${name}
${more}`;

const route = (more: string): string => `do:
  - route:
      switch:
        - late:
            when: .late
            then: refund
${more}  - refund:
      set:
        refunded: true
`;

const loop = (first: string, way: string): string => `do:
  - check:
      ${first}
  - again:
      ${way}
`;

const forEach = (items: string): string => `do:
  - number:
      for:
        in: ${items}
      do:
        - note:
            set:
              item: \${ $item }
`;

const parallel = (body: string): string => `do:
  - addUp:
      for:
        each: order
        in: .orders
      do:
        - add:
            set:
              total: ${body}
      metadata:
        parallel:
          max: 5
`;

const retried = (more: string): string => `do:
  - tryToPay:
      try:
        - pay:
            call: http
            with:
              method: post
              endpoint: https://example.com/payments
${more}      catch:
        retry:
          limit:
            attempt:
              count: 3
`;

const CATALOG_CALL = `call: openapi
WITHwith:
WITH  document:
WITH    endpoint: https://kitchen.example.com/openapi.json
WITH  operationId: getCapacity
`;

const listen = (more: string): string => `do:
  - waitForPayment:
      listen:
        to:
          one:
            with:
              type: payment.received
${more}`;

const notifyAll = (more: string): string => `do:
  - notifyAll:
      for:
        each: guest
        in: .guests
${more}      do:
        - notify:
            call: http
            with:
              method: get
              endpoint: https://example.com/notify
`;

/** The catalog they are analysed with knows the operation `getCapacity`, which can fail with 503. */
export const ANALYSIS_EXAMPLES: Examples<keyof typeof ANALYSIS> = {
  unreachable_task: {
    bad: `do:
  - finish:
      set:
        done: true
      then: end
  - forgotten:
      wait: PT1S
`,
    good: `do:
  - finish:
      set:
        done: true
      then: forgotten
  - forgotten:
      wait: PT1S
`,
  },
  switch_falls_through: {
    bad: route(''),
    good: route('        - inTime:\n            then: end\n'),
  },
  endless_loop: {
    bad: loop('set:\n        done: true', 'wait: PT1M\n      then: check'),
    good: loop(
      'set:\n        done: true',
      'switch:\n        - late:\n            when: .late\n            then: end\n        - early:\n            then: pause\n  - pause:\n      wait: PT1M\n      then: check',
    ),
  },
  busy_loop: {
    bad: loop(
      'set:\n        done: true',
      'switch:\n        - notYet:\n            when: .done | not\n            then: check',
    ),
    good: loop('wait: PT1M', 'switch:\n        - notYet:\n            when: .done | not\n            then: check'),
  },
  unbounded_loop: {
    bad: forEach("'[0 | repeat(. + 1)]'"),
    good: forEach("'[limit(100; 0 | repeat(. + 1))]'"),
  },
  dependent_iterations: { bad: parallel('${ .total + $order.price }'), good: parallel('${ $order.price }') },
  unsafe_retry: {
    bad: retried(''),
    good: retried('              headers:\n                Idempotency-Key: ${ .orderId }\n'),
  },
  missing_compensation: {
    bad: `do:\n${call('reserve', 'post')}${call('pay', 'post')}`,
    good: `do:\n${call(
      'reserve',
      'post',
      `      metadata:
        compensate:
          - release:
              call: http
              with:
                method: delete
                endpoint: https://example.com/reserve
`,
    )}${call('pay', 'post')}`,
  },
  missing_retry: {
    bad: `do:\n  - ask:\n      ${CATALOG_CALL.replaceAll('WITH', '      ')}`,
    good: `do:\n  - tryToAsk:\n      try:\n        - ask:\n            ${CATALOG_CALL.replaceAll('WITH', '            ')}      catch:
        retry:
          limit:
            attempt:
              count: 3
`,
  },
  waits_forever: { bad: listen(''), good: listen('      timeout:\n        after: P1D\n') },
  could_fork: {
    bad: `do:\n${call('weather', 'get')}${call('traffic', 'get')}`,
    good: `do:\n${call('weather', 'get')}${call('traffic', 'get', '        query:\n          region: ${ .region }\n'.replace('        ', '        '))}`,
  },
  could_loop_in_parallel: {
    bad: notifyAll(''),
    good: notifyAll('').replace('/notify\n', '/notify\n      metadata:\n        parallel:\n          max: 5\n'),
  },
};
