import type { VALUES } from '../codes.ts';
import type { Examples } from './example.ts';

const document = (name: string, version: string): string => `document:
  dsl: 1.0.3
  namespace: examples
  name: ${name}
  version: ${version}
do: []
`;

const call = (method: string, endpoint: string): string => `do:
  - getPet:
      call: http
      with:
        method: ${method}
        endpoint: ${endpoint}
`;

const raise = (instance: string): string => `do:
  - refuse:
      raise:
        error:
          type: https://example.com/errors/refused
          status: 409
          instance: ${instance}
`;

const emit = (time: string): string => `do:
  - announce:
      emit:
        event:
          with:
            type: order.placed
            time: ${time}
`;

const script = (language: string): string => `do:
  - compute:
      run:
        script:
          language: ${language}
          code: 1 + 1
`;

const shell = (list: string): string => `do:
  - greet:
      run:
        shell:
          command: greet
          arguments: ${list}
`;

const filter = (key: string): string => `do:
  - attempt:
      try:
        - pause:
            wait: PT1S
      catch:
        errors:
          with:
            ${key}: out of stock
`;

export const VALUE_EXAMPLES: Examples<keyof typeof VALUES> = {
  invalid_name: { bad: document('order pet', '1.0.0'), good: document('order-pet', '1.0.0') },
  invalid_version: { bad: document('order-pet', 'v1'), good: document('order-pet', '1.0.0') },
  invalid_duration: {
    bad: `do:
  - pause:
      wait: 5 minutes
`,
    good: `do:
  - pause:
      wait: PT5M
`,
  },
  invalid_cron: {
    bad: `schedule:
  cron: 0 25 * * *
do: []
`,
    good: `schedule:
  cron: 0 5 * * *
do: []
`,
  },
  invalid_uri: {
    bad: call('get', 'https://example.com/pets/${ .id }'),
    good: call('get', 'https://example.com/pets/{id}'),
  },
  invalid_time: { bad: emit('2026-02-30T10:00:00Z'), good: emit('2026-02-28T10:00:00Z') },
  invalid_pointer: { bad: raise('do/0/getPet'), good: raise('/do/0/getPet') },
  unknown_http_method: {
    bad: call('pots', 'https://example.com/pets'),
    good: call('post', 'https://example.com/pets'),
  },
  unsupported_language: { bad: script('ruby'), good: script('python') },
  superseded_form: { bad: shell('{ name: world }'), good: shell('[--name, world]') },
  renamed_property: { bad: filter('details'), good: filter('detail') },
};
