import type { PATCHES } from '../codes.ts';
import type { Examples } from './example.ts';

const text = `do:
  - pause:
      wait: PT1S
`;

export const PATCH_EXAMPLES: Examples<keyof typeof PATCHES> = {
  invalid_patch: {
    bad: text,
    good: text,
    patch: {
      bad: [{ op: 'setCondition', condition: '.late' }],
      good: [{ op: 'setCondition', task: '/do/0/pause', condition: '.late' }],
    },
  },
  patch_target: {
    bad: text,
    good: text,
    patch: {
      bad: [{ op: 'setField', pointer: '/do/1/pause/wait', value: 'PT2S' }],
      good: [{ op: 'setField', pointer: '/do/0/pause/wait', value: 'PT2S' }],
    },
  },
};
