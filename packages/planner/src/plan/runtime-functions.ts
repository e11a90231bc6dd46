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
  const approve = find(catalog, 'approve');
  const notify = find(catalog, 'notify');
  const asked = inputOf(approve);
  const told = inputOf(notify);
  const decided = Object.hasOwn(propertiesOf(shapeOf(approve?.output ?? {}, approve?.output)), 'approved');
  return {
    approve: {
      call: approve?.call ?? APPROVE,
      role: pick(asked, ['role', 'assignee', 'approver', 'to']) ?? 'role',
      title: pick(asked, ['title', 'subject', 'message']) ?? 'title',
      details: pick(asked, ['details', 'subject', 'data', 'context']) ?? (approve ? null : 'details'),
      deadline: pick(asked, ['deadline', 'timeout', 'within']) ?? null,
      approved: (id, text) =>
        decided
          ? { left: `${id}.approved`, compare: 'true', right: null, rightFrom: null, text }
          : { left: `${id}.decision`, compare: 'eq', right: 'approved', rightFrom: null, text },
    },
    notify: {
      call: notify?.call ?? NOTIFY,
      structured: notify === undefined || typeOf(shapeOf(propertiesOf(told).to, notify.input)) !== 'string',
      channel: notify === undefined || Object.hasOwn(propertiesOf(told), 'channel'),
      subject: notify === undefined || Object.hasOwn(propertiesOf(told), 'subject'),
    },
  };
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
