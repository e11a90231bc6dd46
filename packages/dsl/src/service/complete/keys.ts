import { isObject } from '@parley/kernel';
import { TASK_KINDS } from '../../model/tasks.ts';
import type { Field, ObjectShape, Shape } from '../../validate/shape.ts';
import { TASK_SHAPES } from '../../validate/shapes/tasks.ts';
import type { Proposal } from './completion.ts';
import { MARK } from './marked-text.ts';

/** The properties that a construct can still get. `indent` is the indentation of its keys. */
export function propertyProposals(shape: ObjectShape, value: unknown, indent: string): Proposal[] {
  const present = keysOf(value);
  const excluded = new Set((shape.oneOf ?? []).filter((group) => group.some((name) => present.has(name))).flat());
  return Object.entries(shape.fields)
    .filter(([name, field]) => !present.has(name) && !excluded.has(name) && field.renamedTo === undefined)
    .map(([name, field]) => propertyProposal(name, field, indent));
}

function propertyProposal(name: string, field: Field, indent: string): Proposal {
  return {
    label: name,
    kind: 'property',
    ...(field.required && { detail: 'required' }),
    documentation: field.doc,
    insertText: name + afterKey(field.shape, indent),
  };
}

/** The keys that make a map a task of some type, and what every task has. */
export function taskProposals(value: unknown, indent: string): Proposal[] {
  const kinds = TASK_KINDS.map((kind): Proposal => {
    const shape = TASK_SHAPES[kind];
    const own = (shape.kind === 'tag' ? shape.otherwise : shape).fields[kind]!;
    return { label: kind, kind: 'task', documentation: own.doc, insertText: kind + afterKey(own.shape, indent) };
  });
  const wait = TASK_SHAPES.wait as ObjectShape;
  const every = propertyProposals(wait, value, indent).filter(({ label }) => label !== 'wait');
  return [...kinds, ...every];
}

/** What follows a key: a space for a text, a new line for a map or list. */
function afterKey(shape: Shape, indent: string): string {
  switch (shape.kind) {
    case 'object':
    case 'map':
    case 'pick':
      return `:\n${indent}  `;
    case 'list':
      return `:\n${indent}  - `;
    default:
      return ': ';
  }
}

function keysOf(value: unknown): Set<string> {
  const keys = isObject(value) ? Object.keys(value) : [];
  return new Set(keys.filter((key) => !key.includes(MARK)));
}
