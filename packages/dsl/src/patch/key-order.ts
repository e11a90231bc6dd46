import { surveyWorkflow } from '../validate/survey.ts';
import { find } from './cursor.ts';
import { type EditChild, type EditMap, editedValue } from './edit-tree.ts';

/** The innermost task on a pointer and what lies below it. */
const INNERMOST_TASK = /^(.*\/(?:do|try|branches|compensate|before|after)\/\d+\/[^/]+|\/use\/functions\/[^/]+)(\/.*)?$/;

/** Where a key that now stands last in a map belongs, by the order that the language gives its properties. */
export function canonicalPlace(root: EditChild, pointer: string, map: EditMap, key: string): number {
  const order = keyOrder(root, pointer);
  const last = map.children.length - 1;
  const rank = order.indexOf(key);
  if (rank < 0) return last;
  const later = map.children.findIndex((entry, index) => index < last && order.indexOf(entry.key) > rank);
  return later < 0 ? last : later;
}

/** The properties of the construct at a pointer in canonical order; empty where names are free. */
function keyOrder(root: EditChild, pointer: string): readonly string[] {
  const [, taskPointer, rest = ''] = INNERMOST_TASK.exec(pointer) ?? [];
  const task = taskPointer === undefined ? undefined : find(root, taskPointer);
  // Only the task itself is looked at, so that many edits do not read the whole definition many times.
  const [value, at] = task
    ? [{ do: [{ task: editedValue(task.child.node) }] }, `/do/0/task${rest}`]
    : [withoutTasks(root), pointer];
  const construct = surveyWorkflow(value).constructs.find((candidate) => candidate.pointer === at);
  return construct ? Object.keys(construct.shape.fields) : [];
}

function withoutTasks({ node }: EditChild): unknown {
  if (node.kind !== 'map') return {};
  return Object.fromEntries(node.children.map(({ key, node: part }) => [key, key === 'do' ? [] : editedValue(part)]));
}
