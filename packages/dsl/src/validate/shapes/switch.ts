import { EXPRESSION, type ListShape, object } from '../shape.ts';
import { FLOW_DIRECTIVE, task } from './task-base.ts';

const CASES: ListShape = {
  kind: 'list',
  expected: 'a list of cases',
  named: true,
  min: 1,
  items: object('a case', {
    when: { shape: EXPRESSION, doc: 'The case is taken when this holds; without it, it is the default.' },
    then: { shape: FLOW_DIRECTIVE, required: true, doc: 'What comes next.' },
  }),
};

export const SWITCH = task('a switch task', {
  switch: { shape: CASES, required: true, doc: 'Takes the first case that holds.' },
});
