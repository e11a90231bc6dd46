import type { BuiltinFunction, Catalog } from '@parley/dsl';
import { propertiesOf, type Shape, shapeOf, typeOf } from '../schema/schema.ts';
import type { FlowTest } from './flow.ts';

/** The names that this installation's `approve` and `notify` give their arguments and results. */
export interface RuntimeFunctions {
  readonly approve: {
    readonly call: string;
    /** Argument that names who decides. */
    readonly role: string;
    readonly title: string;
    /** Argument for what is shown beside the title, if there is one. */
    readonly details: string | null;
    readonly deadline: string | null;
    /** The test that holds when the step `id` was approved. */
    approved(id: string, text: string): FlowTest;
  };
  readonly notify: {
    readonly call: string;
    /** True when `to` is an object such as `{ role }`, false when it is one text. */
    readonly structured: boolean;
    readonly channel: boolean;
    readonly subject: boolean;
  };
}

const APPROVE = 'approve:1@default';
const NOTIFY = 'notify:1@default';

/** Reads the two functions from the catalog; without one its usual form is taken. */
export function runtimeFunctions(catalog: Catalog): RuntimeFunctions {
  return { approve: approveOf(find(catalog, 'approve')), notify: notifyOf(find(catalog, 'notify')) };
}

function approveOf(approve: BuiltinFunction | undefined): RuntimeFunctions['approve'] {
  const input = inputOf(approve);
  const decided = Object.hasOwn(propertiesOf(shapeOf(approve?.output ?? {}, approve?.output)), 'approved');
  const test = { right: null, rightFrom: null };
  return {
    call: approve?.call ?? APPROVE,
    role: pick(input, ['role', 'assignee', 'approver', 'to']) ?? 'role',
    title: pick(input, ['title', 'subject', 'message']) ?? 'title',
    details: pick(input, ['details', 'subject', 'data', 'context']) ?? (approve ? null : 'details'),
    deadline: pick(input, ['deadline', 'timeout', 'within']) ?? null,
    approved: (id, text) =>
      decided
        ? { ...test, left: `${id}.approved`, compare: 'true', text }
        : { ...test, left: `${id}.decision`, compare: 'eq', right: 'approved', text },
  };
}

function notifyOf(notify: BuiltinFunction | undefined): RuntimeFunctions['notify'] {
  const input = inputOf(notify);
  const has = (name: string): boolean => notify === undefined || Object.hasOwn(propertiesOf(input), name);
  const structured = notify === undefined || typeOf(shapeOf(propertiesOf(input).to, notify.input)) !== 'string';
  return { call: notify?.call ?? NOTIFY, structured, channel: has('channel'), subject: has('subject') };
}

function find(catalog: Catalog, name: string): BuiltinFunction | undefined {
  return catalog.functions.find((each) => each.call.startsWith(`${name}:`));
}

function inputOf(definition: BuiltinFunction | undefined): Shape {
  return shapeOf(definition?.input ?? {}, definition?.input);
}

function pick(shape: Shape, names: readonly string[]): string | undefined {
  const properties = propertiesOf(shape);
  return names.find((name) => Object.hasOwn(properties, name));
}
