import type { SYNTAX } from '../codes.ts';
import type { Examples } from './example.ts';

export const SYNTAX_EXAMPLES: Examples<keyof typeof SYNTAX> = {
  yaml_syntax: {
    bad: `do:
  - greet:
      set:
        text: "Hello
`,
    good: `do:
  - greet:
      set:
        text: "Hello"
`,
  },
  several_documents: {
    bad: `do:
  - pause:
      wait: PT1S
---
do:
  - pause:
      wait: PT2S
`,
    good: `do:
  - pause:
      wait: PT1S
`,
  },
  limit_exceeded: {
    bad: `do:
  - store:
      set:
        deep: ${'['.repeat(100)}${']'.repeat(100)}
`,
    good: `do:
  - store:
      set:
        deep: [[[]]]
`,
  },
  duplicate_key: {
    bad: `do:
  - pause:
      wait: PT1S
      if: .slow
      wait: PT2S
`,
    good: `do:
  - pause:
      if: .slow
      wait: PT2S
`,
  },
  unsupported_yaml: {
    bad: `do:
  - store:
      set:
        day: !!timestamp 2026-01-31
`,
    good: `do:
  - store:
      set:
        day: 2026-01-31
`,
  },
};
