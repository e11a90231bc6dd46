import type { EXPRESSIONS } from '../codes.ts';
import type { Examples } from './example.ts';

const condition = (expression: string): string => `do:
  - pause:
      if: ${expression}
      wait: PT1S
`;

const set = (value: string): string => `do:
  - greet:
      set:
        text: ${value}
`;

const subscription = (filter: string): string => `do:
  - receive:
      call: asyncapi
      with:
        document:
          endpoint: https://example.com/asyncapi.json
        operation: orders
        subscription:
          filter: ${filter}
          consume:
            amount: 1
`;

export const EXPRESSION_EXAMPLES: Examples<keyof typeof EXPRESSIONS> = {
  expression_syntax: { bad: condition('.count >'), good: condition('.count > 1') },
  unknown_jq_function: { bad: condition('.items | lenght > 1'), good: condition('.items | length > 1') },
  empty_expression: { bad: condition("'${ }'"), good: condition('${ . }') },
  unknown_variable: { bad: condition('$contxt.open'), good: condition('$context.open') },
  unavailable_argument: { bad: condition('$output.open'), good: condition('.open') },
  unmarked_expression: { bad: subscription('.urgent'), good: subscription('${ .urgent }') },
  partial_expression: { bad: set('Hello ${ .name }!'), good: set('${ "Hello \\(.name)!" }') },
  literal_expression: { bad: set('.customer.name'), good: set('${ .customer.name }') },
};
