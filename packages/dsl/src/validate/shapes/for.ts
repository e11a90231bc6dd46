import { variableName } from '../formats.ts';
import { EXPRESSION, listOf, mapOf, object, TASK_LIST, type UnionShape, variable } from '../shape.ts';
import { task } from './task-base.ts';
import { variableIn } from './variable-name.ts';

const COLLECTION: UnionShape = {
  kind: 'union',
  text: { ...EXPRESSION, expected: 'an expression or a list' },
  list: listOf('a list of maps', mapOf('a map')),
};

/** The names of the loop's variables, without `$`. */
function loopVariables(owner: Readonly<Record<string, unknown>>): string[] {
  return [variableIn(owner.for, 'each', 'item'), variableIn(owner.for, 'at', 'index')];
}

export const FOR = task('a for task', {
  for: {
    required: true,
    doc: 'Runs tasks for each item of a list, one after another.',
    shape: object('a loop', {
      each: {
        shape: variable(variableName),
        doc: 'The variable with the item; item is the default.',
      },
      in: { shape: COLLECTION, required: true, doc: 'The list.' },
      at: {
        shape: variable(variableName),
        doc: 'The variable with the index; index is the default.',
      },
    }),
  },
  while: { shape: EXPRESSION, doc: 'Stops the loop when this no longer holds.', variables: loopVariables },
  do: { shape: TASK_LIST, required: true, doc: 'The tasks for each item.', variables: loopVariables },
});
