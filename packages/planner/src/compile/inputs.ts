import type { Catalog, InputConfig } from '@parley/dsl';
import type { FlowIR } from '../plan/flow.ts';
import { parsePath, rootOf, templatePaths } from '../plan/path.ts';
import { propertiesOf, shapeOf } from '../schema/schema.ts';

/** Every path that the steps of a plan refer to. */
export function pathsOf(flow: FlowIR): string[] {
  return flow.steps.flatMap((step) => [
    ...step.args.flatMap((arg) => (arg.from === null ? templatePaths(JSON.stringify(arg.value)) : [arg.from])),
    ...(step.cond?.tests.flatMap((test) => [test.left, test.rightFrom].filter((path) => path !== null)) ?? []),
  ]);
}

/** True when a step needs what the workflow was started with. */
export function usesTrigger(flow: FlowIR): boolean {
  return pathsOf(flow).some((path) => rootOf(path) === 'trigger');
}

/**
 * What the workflow takes. Started by an event it receives a list of consumed events' data, of which there is one;
 * started by hand (a rehearsal, a test) it receives that data itself, and both have to work.
 */
export function inputOf(flow: FlowIR, catalog: Catalog): InputConfig | undefined {
  if (flow.trigger.kind === 'event') {
    return usesTrigger(flow) ? { from: '${ if type == "array" then .[0] else . end }' } : undefined;
  }
  const fields = startFields(flow, catalog);
  const names = Object.keys(fields);
  if (names.length === 0) return undefined;
  return { schema: { document: { type: 'object', properties: fields, required: names } } };
}

/** The fields a person gives at the start, with the schemas of the arguments they go to. */
function startFields(flow: FlowIR, catalog: Catalog): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const path of pathsOf(flow)) {
    const first = rootOf(path) === 'trigger' ? parsePath(path)?.steps[0] : undefined;
    if (typeof first === 'string') fields[first] ??= {};
  }
  for (const step of flow.steps) {
    const operation = catalog.operations.find((each) => each.id === step.op);
    for (const arg of step.args) {
      const name = arg.from?.startsWith('trigger.') ? arg.from.slice('trigger.'.length) : undefined;
      if (!operation || name === undefined || !Object.hasOwn(fields, name)) continue;
      fields[name] = plain(shapeOf(propertiesOf(shapeOf(operation.input, operation.input))[arg.name], operation.input));
    }
  }
  return fields;
}

/** Only what stands alone: a schema with references would need its document. */
function plain(shape: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = ['type', 'format', 'enum', 'minimum', 'maximum', 'description'];
  return Object.fromEntries(keys.filter((key) => shape[key] !== undefined).map((key) => [key, shape[key]]));
}
