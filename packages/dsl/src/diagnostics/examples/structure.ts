import type { STRUCTURE } from '../codes.ts';
import type { Examples } from './example.ts';

export const STRUCTURE_EXAMPLES: Examples<keyof typeof STRUCTURE> = {
  unknown_property: {
    bad: `do:
  - getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/1
        hedaers:
          accept: application/json
`,
    good: `do:
  - getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/1
        headers:
          accept: application/json
`,
  },
  missing_property: {
    bad: `do:
  - getPet:
      call: http
      with:
        method: get
`,
    good: `do:
  - getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/1
`,
  },
  wrong_type: {
    bad: `do:
  - race:
      fork:
        compete: yes
        branches: []
`,
    good: `do:
  - race:
      fork:
        compete: true
        branches: []
`,
  },
  invalid_value: {
    bad: `do:
  - getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/1
        output: contnet
`,
    good: `do:
  - getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/1
        output: content
`,
  },
  out_of_range: {
    bad: `do:
  - greet:
      call: grpc
      with:
        proto:
          endpoint: https://example.com/greet.proto
        service:
          name: Greeter
          host: localhost
          port: 70000
        method: SayHello
`,
    good: `do:
  - greet:
      call: grpc
      with:
        proto:
          endpoint: https://example.com/greet.proto
        service:
          name: Greeter
          host: localhost
          port: 7000
        method: SayHello
`,
  },
  too_few_items: {
    bad: `do:
  - pause:
      wait: {}
`,
    good: `do:
  - pause:
      wait:
        seconds: 5
`,
  },
  conflicting_properties: {
    bad: `do:
  - waitForOrder:
      listen:
        to:
          one:
            with:
              type: order.placed
          any:
            - with:
                type: order.changed
`,
    good: `do:
  - waitForOrder:
      listen:
        to:
          any:
            - with:
                type: order.placed
            - with:
                type: order.changed
`,
  },
  unknown_task_type: {
    bad: `do:
  - pause:
      wiat: PT5S
`,
    good: `do:
  - pause:
      wait: PT5S
`,
  },
  several_task_types: {
    bad: `do:
  - pauseAndStore:
      wait: PT5S
      set:
        done: true
`,
    good: `do:
  - pause:
      wait: PT5S
  - store:
      set:
        done: true
`,
  },
  task_item: {
    bad: `do:
  - pause:
    wait: PT5S
`,
    good: `do:
  - pause:
      wait: PT5S
`,
  },
  unsupported_dsl_version: {
    bad: `document:
  dsl: 0.9.0
  namespace: examples
  name: example
  version: 1.0.0
do: []
`,
    good: `document:
  dsl: 1.0.3
  namespace: examples
  name: example
  version: 1.0.0
do: []
`,
  },
  untested_dsl_version: {
    bad: `document:
  dsl: 1.2.0
  namespace: examples
  name: example
  version: 1.0.0
do: []
`,
    good: `document:
  dsl: 1.0.0
  namespace: examples
  name: example
  version: 1.0.0
do: []
`,
  },
};
