import { describe, expect, it } from 'vitest';
import { affectedBy, type Catalog, type JsonSchema, type Operation, parseWorkflow } from '../../index.ts';

const DOCUMENT = 'https://kitchen.example.com/openapi.json';
const text = { type: 'string' };
const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

function operation(name: string, input: JsonSchema, output: JsonSchema): Operation {
  const rest = { summary: '', description: '', tags: [], parameters: [], errors: [], kind: 'openapi' as const };
  return {
    ...rest,
    id: `kitchen.${name}`,
    connection: 'kitchen',
    name,
    documentUrl: DOCUMENT,
    method: 'GET',
    path: '/',
    input,
    output,
  };
}

const INPUT = object({ day: text, unit: { enum: ['hour', 'day'] } }, ['day']);
const OUTPUT = object({ free: { type: 'number' }, slots: { type: 'array', items: object({ start: text }) } });
const EVENT = object({ orderId: text, total: { type: 'number' } });

function catalog(input: JsonSchema = INPUT, output: JsonSchema = OUTPUT, event: JsonSchema = EVENT): Catalog {
  return {
    operations: [operation('getCapacity', input, output)],
    events: [{ type: 'order.placed', connection: 'pos', summary: '', description: '', data: event }],
    functions: [{ call: 'notify:1@default', summary: '', input: object({ to: text }), output: object({ ok: {} }) }],
  };
}

const WORKFLOW = parseWorkflow(`document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
use:
  functions:
    getCapacity:
      call: openapi
      with: { document: { endpoint: "${DOCUMENT}" }, operationId: getCapacity, parameters: "\${ . }" }
schedule:
  on: { one: { with: { type: order.placed } } }
do:
  - note: { set: { orderId: "\${ .[0].orderId }" } }
  - ask:
      call: getCapacity
      with: { day: today, unit: hour }
  - pick: { set: { first: "\${ .slots[0].start }", all: "\${ . }" } }
  - late: { if: "(.all.free < 1)", call: "notify:1@default", with: { to: ann } }
  - other: { call: openapi, with: { document: { endpoint: "https://other.example.com" }, operationId: getCapacity } }
`).workflow!;

function breaks(after: Catalog): string[] {
  const affected = affectedBy(catalog(), after, [WORKFLOW]);
  return affected.flatMap(({ breaks: found }) =>
    found.map(({ kind, pointer, message }) => `${kind} ${pointer} ${message}`),
  );
}

describe('affectedBy', () => {
  it('finds nothing when nothing or only harmless things change', () => {
    expect(breaks(catalog())).toEqual([]);
    const wider = object({ day: text, unit: { enum: ['hour', 'day', 'week'] }, note: text }, ['day']);
    expect(breaks(catalog(wider, object({ ...(OUTPUT as { properties: object }).properties, more: text })))).toEqual(
      [],
    );
  });
  it('finds calls of what is gone', () => {
    expect(breaks({ ...catalog(), operations: [], functions: [], events: [] })).toEqual([
      'event_removed /schedule/on/one Nobody sends order.placed any more',
      'operation_removed /do/1/ask kitchen.getCapacity does not exist any more',
      'function_removed /do/3/late notify:1@default does not exist any more',
    ]);
  });
  it('finds arguments that are missing, not taken or wrong now', () => {
    const input = {
      ...(object({ date: text, unit: { enum: ['day'] } }, ['date']) as object),
      additionalProperties: false,
    };
    expect(breaks(catalog(input))).toEqual([
      'argument_removed /do/1/ask/with/day “day” of kitchen.getCapacity is not taken any more',
      'argument_changed /do/1/ask/with/unit “unit” of kitchen.getCapacity loses "hour"',
      'argument_missing /do/1/ask/with “date” of kitchen.getCapacity is new and required, but it is not given',
    ]);
  });
  it('does not find literals that are still right', () => {
    expect(breaks(catalog(object({ day: text, unit: { enum: ['hour'] } }, ['day', 'unit'])))).toEqual([]);
    expect(breaks(catalog(object({ day: { type: 'number' }, unit: text }, ['day'])))).toEqual([
      'argument_changed /do/1/ask/with/day “day” of kitchen.getCapacity is a number instead of a text',
    ]);
  });
  it('finds the expressions that read what is gone or changed, however it came there', () => {
    const output = object({ free: text, slots: { type: 'array', items: object({}) } });
    expect(breaks(catalog(INPUT, output))).toEqual([
      'output_changed /do/3/late/if “free” in what kitchen.getCapacity gives is a text instead of a number, and it is read here',
      'output_removed /do/2/pick/set/first “slots[].start” in what kitchen.getCapacity gives is gone, and it is read here',
    ]);
  });
  it('finds the expressions that read what an event no longer has', () => {
    expect(breaks(catalog(INPUT, OUTPUT, object({ total: { type: 'number' } })))).toEqual([
      'output_removed /do/0/note/set/orderId “orderId” in what order.placed gives is gone, and it is read here',
    ]);
  });
  it('finds what is computed from a value that is something else now', () => {
    const status = (values: string[]) => object({ status: { enum: values } }, ['status']);
    const workflow = parseWorkflow(`document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
do:
  - ask:
      call: openapi
      with: { document: { endpoint: "${DOCUMENT}" }, operationId: getCapacity, parameters: { day: today, unit: hour } }
  - pause: { if: .status == "full", wait: PT1M }
`).workflow!;
    const affected = affectedBy(catalog(INPUT, status(['free', 'full'])), catalog(INPUT, status(['free', 'none'])), [
      workflow,
    ]);
    expect(affected.flatMap(({ breaks: found }) => found.map(({ kind, pointer }) => `${kind} ${pointer}`))).toEqual([
      'no_longer_fits /do/1/pause/if',
    ]);
  });
  it('tells only the definitions that break', () => {
    const other = { ...WORKFLOW, use: {}, do: [], schedule: {} };
    const affected = affectedBy(catalog(), { ...catalog(), operations: [] }, [other, WORKFLOW, other]);
    expect(affected.map(({ workflow }) => workflow)).toEqual([WORKFLOW]);
  });
});
