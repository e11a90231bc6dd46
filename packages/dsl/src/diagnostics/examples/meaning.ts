import type { MEANING } from '../codes.ts';
import type { Examples } from './example.ts';

const task = (name: string): string => `do:
  - ${name}:
      wait: PT1S
`;

const loop = (variable: string): string => `do:
  - feedAll:
      for:
        each: ${variable}
        in: .pets
      do:
        - feed:
            set:
              fed: \${ $${variable} }
`;

const functions = (target: string): string => `use:
  functions:
    refill:
      call: ${target}
    order:
      call: http
      with:
        method: post
        endpoint: https://example.com/orders
do:
  - fill:
      call: refill
  - orderMore:
      call: order
`;

const cases = (last: string): string => `do:
  - route:
      switch:
        - large:
            when: .amount > 100
            then: end
        - medium:
            ${last}then: continue
        - small:
            then: exit
`;

const correlation = (more: string): string => `do:
  - waitForPayment:
      listen:
        to:
          one:
            with:
              type: payment.received
            correlate:
              order:
                from: .orderId
${more}`;

export const MEANING_EXAMPLES: Examples<keyof typeof MEANING> = {
  reserved_name: { bad: task('end'), good: task('finish') },
  hidden_variable: { bad: loop('input'), good: loop('pet') },
  recursive_function: { bad: functions('refill'), good: functions('order') },
  several_defaults: { bad: cases(''), good: cases('when: .amount > 10\n            ') },
  useless_correlation: {
    bad: correlation(''),
    good: correlation('                expect: ${ $context.orderId }\n'),
  },
  unused_definition: {
    bad: `use:
  timeouts:
    short:
      after: PT5S
do:
  - pause:
      wait: PT1S
`,
    good: `use:
  timeouts:
    short:
      after: PT5S
do:
  - pause:
      wait: PT1S
      timeout: short
`,
  },
};
