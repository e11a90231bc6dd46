import { isObject } from '@parley/kernel';
import { alternatives } from '../validate/describe.ts';
import type { PatchOperation } from './operation.ts';

type FieldType = 'pointer' | 'text' | 'map' | 'json' | 'position' | 'index' | 'boolean';

/** The properties of each operation; those with `?` may be missing. */
const OPERATIONS: { readonly [K in PatchOperation['op']]: Readonly<Record<string, FieldType | `${FieldType}?`>> } = {
  addTask: { list: 'pointer', at: 'position?', name: 'text', task: 'map' },
  removeTask: { task: 'pointer' },
  replaceTask: { task: 'pointer', with: 'map' },
  moveTask: { task: 'pointer', list: 'pointer', at: 'position?' },
  renameTask: { task: 'pointer', name: 'text', keepReferences: 'boolean?' },
  setField: { pointer: 'pointer', value: 'json' },
  removeField: { pointer: 'pointer' },
  addItem: { list: 'pointer', at: 'index?', value: 'json' },
  removeItem: { pointer: 'pointer' },
  setTrigger: { schedule: 'map?' },
  setCondition: { task: 'pointer', condition: 'text?' },
};

const CHECKS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  pointer: (value) => typeof value === 'string' && /^(?:\/(?:[^~/]|~0|~1)*)*$/.test(value),
  text: (value) => typeof value === 'string',
  map: isObject,
  json: () => true,
  position: (value) =>
    typeof value === 'number' ||
    (isObject(value) && (typeof value.before === 'string' || typeof value.after === 'string')),
  index: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

/**
 * An operation as plain JSON, or what is wrong with it: operations come over the network and from models, so they are
 * not trusted to have the shape of their type.
 */
export function checkOperation(given: unknown): PatchOperation | string {
  const operation = toJson(given);
  if (!isObject(operation)) return 'it is no map';
  const { op } = operation;
  if (typeof op !== 'string' || !Object.hasOwn(OPERATIONS, op)) {
    return `"op" is one of ${alternatives(Object.keys(OPERATIONS))}`;
  }
  for (const [name, type] of Object.entries(OPERATIONS[op as PatchOperation['op']])) {
    const value = Object.hasOwn(operation, name) ? operation[name] : undefined;
    if (value === undefined && type.endsWith('?')) continue;
    if (value === undefined || !CHECKS[type.replace('?', '') as FieldType](value)) return `${op} needs "${name}"`;
  }
  return operation as unknown as PatchOperation;
}

/** A copy that is JSON and nothing else; undefined when there is none. */
function toJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return undefined;
  }
}
