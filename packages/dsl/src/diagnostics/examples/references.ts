import type { REFERENCES } from '../codes.ts';
import type { Examples } from './example.ts';

const call = (name: string): string => `use:
  functions:
    getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/{id}
  catalogs:
    ours:
      endpoint: https://example.com/catalog
do:
  - ask:
      call: getPet
  - get:
      call: ${name}
`;

const policies = (retry: string): string => `use:
  retries:
    patient:
      delay: PT1M
do:
  - attempt:
      try:
        - pause:
            wait: PT1S
      catch:
        retry: patient
  - attemptAgain:
      try:
        - pause:
            wait: PT1S
      catch:
        retry: ${retry}
`;

const timeouts = (timeout: string): string => `use:
  timeouts:
    short:
      after: PT5S
timeout: short
do:
  - pause:
      wait: PT1S
      timeout: ${timeout}
`;

const errors = (error: string): string => `use:
  errors:
    soldOut:
      type: https://example.com/errors/sold-out
      status: 409
do:
  - check:
      if: .stock == 0
      raise:
        error: soldOut
  - checkAgain:
      raise:
        error: ${error}
`;

const authentications = (name: string, secret: string): string => `use:
  secrets:
    - shopKey
  authentications:
    shop:
      bearer:
        use: ${secret}
do:
  - getPet:
      call: http
      with:
        method: get
        endpoint:
          uri: https://example.com/pets/1
          authentication:
            use: shop
  - getFood:
      call: http
      with:
        method: get
        endpoint:
          uri: https://example.com/food/1
          authentication:
            use: ${name}
`;

const jump = (target: string): string => `do:
  - check:
      set:
        checked: true
      then: ${target}
  - fulfil:
      set:
        fulfilled: true
`;

export const REFERENCE_EXAMPLES: Examples<keyof typeof REFERENCES> = {
  duplicate_name: {
    bad: `do:
  - pause:
      wait: PT1S
  - pause:
      wait: PT2S
`,
    good: `do:
  - pause:
      wait: PT1S
  - pauseAgain:
      wait: PT2S
`,
  },
  unknown_target: { bad: jump('fulfill'), good: jump('fulfil') },
  unknown_function: { bad: call('getPets'), good: call('getPet') },
  unknown_catalog: { bad: call('log:1.0.0@our'), good: call('log:1.0.0@ours') },
  unknown_retry: { bad: policies('impatient'), good: policies('patient') },
  unknown_timeout: { bad: timeouts('shrot'), good: timeouts('short') },
  unknown_error: { bad: errors('soldout'), good: errors('soldOut') },
  unknown_authentication: { bad: authentications('shops', 'shopKey'), good: authentications('shop', 'shopKey') },
  undeclared_secret: { bad: authentications('shop', 'shopkey'), good: authentications('shop', 'shopKey') },
};
