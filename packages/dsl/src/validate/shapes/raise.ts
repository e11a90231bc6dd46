import { object, reference, type UnionShape } from '../shape.ts';
import { ERROR } from './error.ts';
import { task } from './task-base.ts';

const ERROR_OR_NAME: UnionShape = {
  kind: 'union',
  text: reference('error', 'an error, or the name of one of use.errors'),
  object: ERROR,
};

export const RAISE = task('a raise task', {
  raise: {
    required: true,
    doc: 'Raises an error.',
    shape: object('a raise', { error: { shape: ERROR_OR_NAME, required: true, doc: 'The error.' } }),
  },
});
