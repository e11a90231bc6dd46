import type { Execution } from '@parley/contracts';
import type { Call, ScenarioName } from '@parley/example-restaurant';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { converse, ended, eventually, type Network, type PersonClient, startNetwork } from '../src/testing/index.ts';

const MINUTE_MS = 60_000;

let network: Network;
let client: PersonClient;
/** Executions of earlier tests: what is said twice is the same workflow. */
const earlier = new Set<string>();

beforeAll(async () => {
  network = await startNetwork();
  client = network.tenants[0]!.client;
  await network.connectRestaurant(network.tenants[0]!);
});
afterAll(() => network.stop());

// The workflows of one test must not start in the next.
afterEach(async () => {
  const { items: executions } = await client.listExecutions({ query: { limit: 200 } });
  for (const { executionId } of executions) earlier.add(executionId);
  const { items } = await client.listWorkflows({ query: { limit: 200 } });
  for (const { workflowId } of items) {
    await client.setWorkflowStatus({ params: { workflowId }, body: { status: 'disabled' } });
  }
  await network.sandbox.idle();
  network.sandbox.reset();
});

/** Calls that took effect, by operation. */
function calls(operationId?: string): readonly Call[] {
  const succeeded = network.sandbox.calls().filter(({ status, replayed }) => status! < 300 && !replayed);
  return operationId === undefined ? succeeded : succeeded.filter((call) => call.operationId === operationId);
}

const operations = () => calls().map((call) => call.operationId);

function rows<T>(table: string): readonly T[] {
  return network.sandbox.state()[table] as T[];
}

async function placeOrder(): Promise<string> {
  const response = await fetch(`${network.sandbox.baseUrl('pos')}/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${network.sandbox.apiKeys.pos}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      customerId: 'cus_203',
      channel: 'web',
      items: [{ menuItemId: 'menu_pepperoni', quantity: 2 }],
    }),
  });
  const { orderId } = (await response.json()) as { orderId: string };
  return orderId;
}

const orderStatus = (orderId: string) =>
  rows<{ orderId: string; status: string }>('orders').find((order) => order.orderId === orderId)?.status;

async function onlyExecution(workflowId: string): Promise<Execution> {
  const executions = await ended(client, workflowId, 1, earlier);
  expect(executions.map(({ status, error }) => [status, error])).toEqual([['completed', undefined]]);
  return executions[0]!;
}

describe('the reference process', () => {
  const REFERENCE =
    'When a customer places an order, check kitchen capacity, verify the inventory, schedule the preparation and confirm the order. Otherwise reject it with the reason.';

  async function order(scenario: ScenarioName): Promise<string> {
    const { workflowId } = await converse(client, REFERENCE);
    network.sandbox.setScenario(scenario);
    const orderId = await placeOrder();
    await onlyExecution(workflowId);
    return orderId;
  }

  it('confirms an order that the kitchen and the store can take', async () => {
    const orderId = await order('normal');

    expect(operations()).toEqual(['createOrder', 'getCapacity', 'checkStock', 'scheduleOrder', 'confirmOrder']);
    expect(orderStatus(orderId)).toBe('confirmed');
    expect(rows<{ orderId: string }>('kitchenOrders').some((row) => row.orderId === orderId)).toBe(true);
  });

  it('rejects an order with the reason when the kitchen is full', async () => {
    const orderId = await order('kitchen-full');

    expect(operations()).toEqual(['createOrder', 'getCapacity', 'rejectOrder']);
    expect(orderStatus(orderId)).toBe('rejected');
    expect(calls('rejectOrder')[0]!.body).toMatchObject({ reason: expect.stringMatching(/kitchen|capacity/i) });
  });

  it('rejects an order with the reason when something is out of stock', async () => {
    const orderId = await order('out-of-stock');

    expect(operations()).toEqual(['createOrder', 'getCapacity', 'checkStock', 'rejectOrder']);
    expect(orderStatus(orderId)).toBe('rejected');
    expect(calls('rejectOrder')[0]!.body).toMatchObject({ reason: expect.stringMatching(/stock|inventory/i) });
  });

  it('shows a proof that reached every task before it was approved', async () => {
    const { draft } = await converse(client, REFERENCE);

    expect(draft.proof).toMatchObject({ passed: true, violations: [], uncovered: [] });
    expect(draft.proof!.runs.filter((run) => run.fault !== undefined).length).toBeGreaterThanOrEqual(5);
  });
});

describe('a schedule', () => {
  it('of weekdays at 7 in New York orders what is low, item by item', async () => {
    const { workflowId } = await converse(
      client,
      'Every weekday at 7am New York time list low stock and create a purchase order for each item',
    );
    const workflow = await client.getWorkflow({ params: { workflowId } });
    expect(workflow.trigger).toContain('0 7 * * 1-5');
    expect(workflow.trigger).toContain('America/New_York');

    await client.startExecution({ body: { workflowId } });
    await onlyExecution(workflowId);

    expect(operations()).toEqual(['listLowStock', 'createPurchaseOrder', 'createPurchaseOrder']);
    const ordered = calls('createPurchaseOrder').map((call) => (call.body as { ingredientId: string }).ingredientId);
    expect(ordered.sort()).toEqual(['ing_coffee', 'ing_parmesan']);
  });
});

describe('a late delivery', () => {
  const LATE = 'When a delivery is delayed more than 15 minutes, notify the customer and add 50 loyalty points';

  it('of 20 minutes is told to the customer and made good with points', async () => {
    const { workflowId } = await converse(client, LATE);

    const { data } = network.sandbox.emit('delivery.delayed', { delayMinutes: 20 });
    await onlyExecution(workflowId);

    expect(network.sandbox.inbox('chat')).toHaveLength(1);
    expect(calls('addLoyaltyPoints')).toHaveLength(1);
    expect(calls('addLoyaltyPoints')[0]!.body).toMatchObject({ points: 50 });
    expect(calls('addLoyaltyPoints')[0]!.path).toContain(String((data as { customerId: string }).customerId));
  });

  it('of 10 minutes changes nothing', async () => {
    const { workflowId } = await converse(client, LATE);

    network.sandbox.emit('delivery.delayed', { delayMinutes: 10 });
    await onlyExecution(workflowId);

    expect(network.sandbox.inbox('chat')).toEqual([]);
    expect(calls('addLoyaltyPoints')).toEqual([]);
  });
});

describe('low stock with an approval', () => {
  const ASK =
    'When stock is low, ask the manager to approve, then create a purchase order; if it is rejected, notify the buyer';

  async function decide(decision: 'approved' | 'rejected'): Promise<void> {
    const { workflowId } = await converse(client, ASK);
    network.sandbox.emit('stock.low', { ingredientId: 'ing_salmon' });
    const approval = await eventually(
      async () => (await client.listApprovals({ query: { status: 'open' } })).items[0],
      'an open approval',
    );
    expect(approval.assignee).toBe('manager');
    expect(calls('createPurchaseOrder')).toEqual([]);
    await client.decideApproval({ params: { approvalId: approval.approvalId }, body: { decision } });
    await onlyExecution(workflowId);
  }

  it('orders after the manager approved', async () => {
    await decide('approved');

    expect(calls('createPurchaseOrder').map((call) => call.body)).toMatchObject([{ ingredientId: 'ing_salmon' }]);
    expect(network.sandbox.inbox('chat')).toEqual([]);
  });

  it('tells the buyer when the manager rejected, and orders nothing', async () => {
    await decide('rejected');

    expect(calls('createPurchaseOrder')).toEqual([]);
    expect(network.sandbox.inbox('chat')).toHaveLength(1);
    expect(JSON.stringify(network.sandbox.inbox('chat')[0])).toContain('buyer');
  });
});

describe('failed equipment', () => {
  it('cancels its scheduled orders, refunds their payments and messages the shift lead', async () => {
    const { workflowId } = await converse(
      client,
      'When equipment fails, cancel scheduled orders and refund each payment, then message the shift lead',
    );

    network.sandbox.emit('equipment.failed', { equipmentId: 'eq_oven1' });
    await onlyExecution(workflowId);

    expect(calls('cancelScheduledOrder').length).toBeGreaterThan(0);
    expect(calls('refundPayment')).toHaveLength(calls('cancelScheduledOrder').length);
    const lead = calls('messageEmployee').map((call) => call.path);
    expect(lead).toHaveLength(1);
    expect(lead[0]).toContain('emp_lead');
  });
});

describe('a ready order', () => {
  it('gets an available driver after ten minutes, and not before', async () => {
    const { workflowId } = await converse(
      client,
      'After an order is ready wait 10 minutes, then assign an available driver',
    );

    network.sandbox.emit('order.ready');
    await eventually(async () => {
      const { items } = await client.listExecutions({ query: { workflowId } });
      return items.some((execution) => execution.status === 'waiting') || undefined;
    }, 'a waiting execution');
    network.time.skip(9 * MINUTE_MS);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(calls('assignDriver')).toEqual([]);
    network.time.skip(MINUTE_MS);
    await onlyExecution(workflowId);

    expect(calls('assignDriver')).toHaveLength(1);
  });
});

describe('a missed shift', () => {
  it('goes to an available employee, and the manager is told', async () => {
    const { workflowId } = await converse(
      client,
      'When a shift is missed, find an available employee and assign the shift to them, then notify the manager',
    );

    const { data } = network.sandbox.emit('shift.missed');
    await onlyExecution(workflowId);

    const { shiftId } = data as { shiftId: string };
    expect(calls('assignShift').map((call) => call.path)).toEqual([expect.stringContaining(shiftId)]);
    expect(JSON.stringify(network.sandbox.inbox('chat'))).toContain('manager');
  });
});

describe('a completed delivery', () => {
  it('earns the customer ten points', async () => {
    const { workflowId } = await converse(client, 'Once a delivery is completed, give the customer 10 loyalty points');

    const { data } = network.sandbox.emit('delivery.completed');
    await onlyExecution(workflowId);

    const { customerId } = data as { customerId: string };
    expect(calls('addLoyaltyPoints')).toMatchObject([
      { path: expect.stringContaining(customerId), body: { points: 10 } },
    ]);
  });
});

describe('a weekly report', () => {
  it('of the labor cost goes to the owner', async () => {
    const { workflowId } = await converse(client, 'Every Friday at 5pm get the labor cost and notify the owner');
    expect((await client.getWorkflow({ params: { workflowId } })).trigger).toContain('0 17 * * 5');

    await client.startExecution({ body: { workflowId } });
    await onlyExecution(workflowId);

    expect(operations()).toEqual(['getLaborCost']);
    expect(network.sandbox.inbox('chat')).toHaveLength(1);
  });
});

describe('a large order', () => {
  const LARGE = 'When an order over $30 is placed, ask the manager to approve it; if it is rejected, reject the order';

  it('is rejected when the manager says no', async () => {
    const { workflowId } = await converse(client, LARGE);

    const orderId = await placeOrder();
    const approval = await eventually(
      async () => (await client.listApprovals({ query: { status: 'open' } })).items[0],
      'an open approval',
    );
    await client.decideApproval({ params: { approvalId: approval.approvalId }, body: { decision: 'rejected' } });
    await onlyExecution(workflowId);

    expect(orderStatus(orderId)).toBe('rejected');
  });

  it('needs nobody when it is smaller', async () => {
    const { workflowId } = await converse(client, LARGE.replace('$30', '$300'));

    const orderId = await placeOrder();
    await onlyExecution(workflowId);

    expect(orderStatus(orderId)).not.toBe('rejected');
    expect((await client.listApprovals({ query: { status: 'open' } })).items).toEqual([]);
  });
});

describe('a cancelled order', () => {
  it('is asked about where something is missing, and the answer completes the plan', async () => {
    const { answers, workflowId } = await converse(
      client,
      'When an order is cancelled, refund the payment and release the reserved stock',
      'Leave this step out',
    );
    expect(answers[0]!.questions).toHaveLength(1);
    expect(answers[0]!.questions[0]!.text).toMatch(/reservation/i);

    network.sandbox.emit('order.cancelled', { orderId: 'ord_1001' });
    await onlyExecution(workflowId);

    expect(calls('refundPayment')).toHaveLength(1);
    expect(calls('releaseStock')).toEqual([]);
  });
});
