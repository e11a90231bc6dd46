import {
  createAuthenticatedSender,
  createDocumentLoader,
  createEgress,
  createHttpCaller,
  createOperationResolver,
  type Egress,
  importOpenApi,
} from '@parley/adapter-http';
import type { Task, Workflow } from '@parley/dsl';
import { runWorkflow } from '@parley/engine/testing';
import { systemClock } from '@parley/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiDocument } from './documents.ts';
import type { ApiName } from './records.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox-interface.ts';
import type { ScenarioName } from './scenarios.ts';

let sandbox: Sandbox;
let egress: Egress;

beforeAll(async () => {
  sandbox = await startSandbox();
  egress = createEgress({ allow: [new URL(sandbox.url).host] });
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
  await egress.close();
  await sandbox.close();
});

/** An operation of a connection as `use.functions` names it. */
const operation = (api: ApiName, operationId: string): Task => ({
  call: 'openapi',
  with: { document: { endpoint: sandbox.documentUrl(api) }, operationId, parameters: '${ . }' } as never,
});

function referenceProcess(): Workflow {
  const functions = {
    getCapacity: operation('kitchen', 'getCapacity'),
    checkStock: operation('inventory', 'checkStock'),
    scheduleOrder: operation('kitchen', 'scheduleOrder'),
    confirmOrder: operation('pos', 'confirmOrder'),
    rejectOrder: operation('pos', 'rejectOrder'),
  };
  const reject = (reason: string): Task => ({
    call: 'rejectOrder',
    with: { orderId: '${ $input.orderId }', reason },
    then: 'end',
  });
  const order = '${ $workflow.input }';
  return {
    document: { dsl: '1.0.3', namespace: 'restaurant', name: 'take-order', version: '1.0.0' },
    use: { functions },
    do: [
      { capacity: { call: 'getCapacity', with: {} } },
      {
        roomInKitchen: { switch: [{ free: { when: '.available', then: 'stock' } }, { full: { then: 'rejectFull' } }] },
      },
      { rejectFull: { ...reject('The kitchen is full'), input: { from: order } } },
      { stock: { call: 'checkStock', input: { from: order }, with: { items: '${ $input.items }' } } },
      { inStock: { switch: [{ yes: { when: '.available', then: 'schedule' } }, { no: { then: 'rejectStock' } }] } },
      { rejectStock: { ...reject('Out of stock'), input: { from: order } } },
      {
        schedule: {
          call: 'scheduleOrder',
          input: { from: order },
          with: { orderId: '${ $input.orderId }', items: '${ $input.items }' },
        },
      },
      { confirm: { call: 'confirmOrder', input: { from: order }, with: { orderId: '${ $input.orderId }' } } },
    ],
  } as Workflow;
}

async function run(scenario: ScenarioName) {
  sandbox.setScenario(scenario);
  const { data } = sandbox.emit('order.placed') as { data: { orderId: string } };
  const send = createAuthenticatedSender(egress, systemClock);
  const operations = createOperationResolver(
    async (_tenant, documentUrl) => {
      const api = new URL(documentUrl).pathname.split('/')[1] as ApiName;
      const imported = importOpenApi(JSON.stringify(apiDocument(api)), { connection: api, documentUrl });
      const connection = { name: api, operations: imported.operations };
      return {
        connection: connection as never,
        baseUrl: sandbox.baseUrl(api),
        authentication: { bearer: { token: sandbox.apiKeys[api] } },
      };
    },
    createDocumentLoader(send, systemClock),
  );
  const outcome = await runWorkflow(referenceProcess(), {
    input: data,
    ports: { http: createHttpCaller(send), operations },
  });
  const orders = sandbox.state().orders as { orderId: string; status: string; rejectReason?: string }[];
  return { outcome, order: orders.find(({ orderId }) => orderId === data.orderId)! };
}

const made = () => sandbox.calls().map(({ operationId, status }) => `${operationId} ${status}`);

test('an order is scheduled and confirmed', async () => {
  const { outcome, order } = await run('normal');
  expect(outcome).toMatchObject({ status: 'completed', output: { status: 'confirmed' } });
  expect(order.status).toBe('confirmed');
  expect(made()).toEqual(['getCapacity 200', 'checkStock 200', 'scheduleOrder 201', 'confirmOrder 200']);
  const keys = sandbox.calls().map(({ idempotencyKey }) => idempotencyKey);
  expect(keys[0]).toBeNull();
  expect(new Set(keys.slice(1)).size).toBe(3);
});

test.each<[ScenarioName, string, string[]]>([
  ['kitchen-full', 'The kitchen is full', ['getCapacity 200', 'rejectOrder 200']],
  ['out-of-stock', 'Out of stock', ['getCapacity 200', 'checkStock 200', 'rejectOrder 200']],
])('in the scenario %s it is rejected because "%s"', async (scenario, reason, calls) => {
  const { outcome, order } = await run(scenario);
  expect(outcome.status).toBe('completed');
  expect(order).toMatchObject({ status: 'rejected', rejectReason: reason });
  expect(made()).toEqual(calls);
});

test('a payment that is declined faults the workflow with the status and the reason', async () => {
  const { outcome, order } = await run('payment-declined');
  expect(outcome).toMatchObject({
    status: 'faulted',
    error: { status: 402, detail: expect.stringContaining('payment processor declined') },
  });
  expect(order.status).toBe('placed');
});
