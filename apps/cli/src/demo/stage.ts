import type { Execution } from '@parley/contracts';
import type { Sandbox } from '@parley/example-restaurant';
import { commonError } from '@parley/kernel';
import type { ParleyClient } from '../session.ts';

const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** Places an order at the restaurant's till, as a customer does; the till tells Parley by a signed webhook. */
export async function placeOrder(sandbox: Sandbox): Promise<string> {
  const response = await fetch(`${sandbox.baseUrl('pos')}/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKeys.pos}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      customerId: 'cus_203',
      channel: 'web',
      items: [{ menuItemId: 'menu_pepperoni', quantity: 2 }],
    }),
  });
  const order = (await response.json()) as { orderId?: string; detail?: string };
  if (order.orderId === undefined) throw commonError('unavailable', `The till took no order: ${order.detail}`);
  return order.orderId;
}

/** The newest execution of a workflow that started after `sinceMs`; waits for it. */
export async function awaitExecution(client: ParleyClient, workflowId: string, sinceMs: number): Promise<Execution> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const { items } = await client.listExecutions({ query: { workflowId, limit: 1 } });
    const newest = items[0];
    if (newest && Date.parse(newest.startedAt) >= sinceMs) return newest;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw commonError('unavailable', 'No execution started', { hint: 'Look at the log with PARLEY_LOG_LEVEL=info.' });
}
