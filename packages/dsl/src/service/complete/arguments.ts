import { isObject } from '@parley/kernel';
import { openApiCall, operationOf } from '../../analyse/operations.ts';
import type { Catalog, JsonSchema } from '../../catalog.ts';
import { readSchema } from '../../compare/schema/schema-node.ts';
import type { CallTask } from '../../model/calls.ts';
import type { Workflow } from '../../model/workflow.ts';
import { valueAt } from '../../parse/pointer.ts';
import { quoteIfNeeded } from '../quoting.ts';
import type { Proposal } from './completion.ts';
import { MARK } from './marked-text.ts';

/** The schema of what is to be written at a pointer inside the arguments of a call, when the catalog knows the call. */
export function argumentSchema(root: unknown, pointer: string, catalog: Catalog): ArgumentSchema | undefined {
  const [, taskPointer, rest] = /^(.*?)\/with((?:\/.*)?)$/.exec(pointer) ?? [];
  const task = taskPointer === undefined ? undefined : valueAt(root, taskPointer);
  if (rest === undefined || !isObject(task) || typeof task.call !== 'string') return undefined;
  const direct = task.call === 'openapi';
  if (direct && !/^\/parameters(?:\/|$)/.test(rest)) return undefined;
  const schema = schemaOf(root, task as unknown as CallTask, catalog);
  if (schema === undefined) return undefined;
  return descend(schema, direct ? rest.slice('/parameters'.length) : rest);
}

export interface ArgumentSchema {
  readonly schema: unknown;
  /** Where references in it start. */
  readonly root: JsonSchema;
}

/** Reads only what of a definition, right or wrong, says which operation is called. */
function schemaOf(root: unknown, task: CallTask, catalog: Catalog): JsonSchema | undefined {
  const workflow = (isObject(root) ? root : {}) as unknown as Workflow;
  const builtin = catalog.functions.find(({ call }) => call === task.call);
  if (builtin) return builtin.input;
  const call = openApiCall(task, isObject(workflow.use) ? workflow : { ...workflow, use: {} });
  const known = isObject(call?.with) && isObject((call.with as { document?: unknown }).document);
  return known ? operationOf(task, workflow, catalog)?.input : undefined;
}

function descend(root: JsonSchema, pointer: string): ArgumentSchema | undefined {
  let schema: unknown = root;
  for (const step of pointer.split('/').slice(1)) {
    const node = readSchema(schema, root);
    schema = /^\d+$/.test(step) && node.items !== undefined ? node.items : node.properties[step];
    if (schema === undefined) return undefined;
  }
  return { schema, root };
}

/** The properties that can still be given in a map of arguments, required ones first. */
export function argumentProposals({ schema, root }: ArgumentSchema, value: unknown, indent: string): Proposal[] {
  const { properties, required } = readSchema(schema, root);
  const given = new Set(isObject(value) ? Object.keys(value).filter((key) => !key.includes(MARK)) : []);
  const names = Object.keys(properties).filter((name) => !given.has(name));
  names.sort((a, b) => Number(required.has(b)) - Number(required.has(a)));
  return names.map((name) => {
    const node = readSchema(properties[name], root);
    const types = [...(node.types ?? [])];
    const nested = types.includes('object') && types.length === 1;
    const doc = node.keywords.description;
    return {
      label: name,
      kind: 'field',
      detail: [types.join(' or '), required.has(name) ? 'required' : ''].filter(Boolean).join(', '),
      ...(typeof doc === 'string' && { documentation: doc }),
      insertText: quoteIfNeeded(name) + (nested ? `:\n${indent}  ` : ': '),
    };
  });
}

/** The values that an argument can have, when there is a list of them. */
export function argumentValues({ schema, root }: ArgumentSchema): Proposal[] {
  const { values, types } = readSchema(schema, root);
  const all = values ?? (types?.has('boolean') ? [true, false] : []);
  return all.map((value) => {
    const text = typeof value === 'string' ? quoteIfNeeded(value) : JSON.stringify(value);
    return { label: String(value), kind: 'value', insertText: text };
  });
}
