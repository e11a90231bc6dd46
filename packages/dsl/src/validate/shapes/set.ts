import { mapOf, template, type UnionShape } from '../shape.ts';
import { task } from './task-base.ts';

const VALUE: UnionShape = {
  kind: 'union',
  text: template('a map or an expression in ${ }'),
  object: mapOf('a map or an expression in ${ }', undefined, 1),
};

export const SET = task('a set task', {
  set: { shape: VALUE, required: true, doc: 'The output of the task.' },
});
