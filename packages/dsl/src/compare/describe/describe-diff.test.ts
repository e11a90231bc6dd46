import { describe, expect, it } from 'vitest';
import { applyPatch, describeDiff, diffWorkflows, type PatchOperation, parseWorkflow } from '../../index.ts';

const TEXT = `document:
  dsl: 1.0.3
  namespace: shop
  name: orders
  version: 1.0.0
input:
  schema:
    document:
      type: object
      properties:
        orderId: { type: string }
        note: { type: string }
      required: [orderId]
use:
  functions:
    getCapacity:
      call: openapi
      with:
        document: { endpoint: https://kitchen.example.com/openapi.json }
        operationId: getCapacity
schedule:
  on:
    one: { with: { type: order.placed } }
do:
  - checkKitchen:
      call: getCapacity
      with: { day: today }
  - route:
      switch:
        - full: { when: .free == 0, then: tellCustomer }
        - other: { then: pause }
  - pause:
      wait: PT15M
  - tellCustomer:
      emit:
        event:
          with: { type: order.confirmed }
`;

function changed(...operations: PatchOperation[]): string[] {
  const before = parseWorkflow(TEXT).workflow!;
  const result = applyPatch(TEXT, operations);
  expect(result.ok ? [] : result.diagnostics).toEqual([]);
  return result.ok ? describeDiff(diffWorkflows(before, result.workflow)) : [];
}

describe('describeDiff', () => {
  it('says nothing about nothing', () => {
    expect(changed()).toEqual([]);
  });
  it('tells tasks that come and go, and where', () => {
    expect(
      changed(
        { op: 'removeTask', task: '/do/2/pause' },
        { op: 'setField', pointer: '/do/1/route/switch/1/other/then', value: 'end' },
        { op: 'addTask', list: '/do', at: 1, name: 'askAll', task: { fork: { branches: [] } } },
        { op: 'addTask', list: '/do/1/askAll/fork/branches', name: 'first', task: { wait: 'PT1S' } },
      ),
    ).toEqual([
      'Adds “ask all” (side by side, with 1 step inside) after “check kitchen”.',
      '“route”: the case “other” now ends (before: goes to “pause”).',
      'Removes “pause” (waits 15 minutes).',
    ]);
  });
  it('tells moves and renames without what follows from them', () => {
    expect(
      changed(
        { op: 'renameTask', task: '/do/2/pause', name: 'coolDown' },
        { op: 'moveTask', task: '/do/3/tellCustomer', list: '/do', at: 0 },
      ),
    ).toEqual(['Moves “tell customer”: it is now at the beginning.', 'Renames “pause” to “cool down”.']);
  });
  it('tells what a task now does', () => {
    expect(
      changed(
        { op: 'setField', pointer: '/do/2/pause/wait', value: { hours: 1 } },
        { op: 'setCondition', task: '/do/2/pause', condition: '${ .late }' },
        { op: 'setField', pointer: '/do/0/checkKitchen/with/day', value: '${ .day }' },
        { op: 'setField', pointer: '/do/0/checkKitchen/then', value: 'tellCustomer' },
        { op: 'replaceTask', task: '/do/3/tellCustomer', with: { wait: 'PT1S' } },
      ),
    ).toEqual([
      '“check kitchen”: with.day is .day instead of "today".',
      'After “check kitchen” it now goes to “tell customer” (before: goes on with the next step).',
      '“pause” now waits 1 hour (before: waits 15 minutes).',
      '“pause” now runs only if it is late (before: always).',
      '“tell customer” now waits 1 second (before: sends order.confirmed).',
      'Breaking: It no longer sends order.confirmed.',
    ]);
  });
  it('tells cases of a switch', () => {
    const late = { late: { when: '.late', then: 'end' } };
    expect(changed({ op: 'addItem', list: '/do/1/route/switch', at: 1, value: late })).toEqual([
      '“route” gets the case “late”: if it is late it ends.',
    ]);
  });
  it('tells what starts it and that the old trigger is gone', () => {
    expect(changed({ op: 'setTrigger', schedule: { every: 'PT1H' } })).toEqual([
      'Starts every 1 hour instead of when order.placed arrives.',
      'Breaking: It no longer starts when order.placed arrives.',
    ]);
  });
  it('tells what callers must know about the input', () => {
    expect(
      changed(
        { op: 'setField', pointer: '/input/schema/document/properties/customerId', value: { type: 'string' } },
        { op: 'setField', pointer: '/input/schema/document/required', value: ['orderId', 'customerId'] },
        { op: 'setField', pointer: '/input/schema/document/properties/note', value: { type: ['string', 'null'] } },
      ),
    ).toEqual([
      '“note” of the input is a text or null instead of a text.',
      '“customerId” of the input is new and required.',
      'Breaking: “customerId” of the input is new and required.',
    ]);
  });
  it('tells new components and the permissions they need', () => {
    expect(
      changed(
        { op: 'setField', pointer: '/use/secrets', value: ['apiKey'] },
        {
          op: 'setField',
          pointer: '/use/functions/charge',
          value: { call: 'http', with: { method: 'post', endpoint: 'https://pay.example.com/charges' } },
        },
        { op: 'addTask', list: '/do', name: 'charge', task: { call: 'charge' } },
      ),
    ).toEqual([
      'Adds the function “charge” (calls POST https://pay.example.com/charges).',
      'Adds the secret “api key”.',
      'Adds “charge” (calls charge) after “tell customer”.',
      'Breaking: It needs permission to reach pay.example.com.',
      'Breaking: It needs permission to read the secret apiKey.',
    ]);
  });
});
