import { type HandlerContext, timeFromNow } from '../handler.ts';
import { find } from '../problem.ts';
import type { Customer, Delivery, Order, OrderItem, Payment } from '../records.ts';

/** What a customer asks for. */
export interface OrderRequest {
  customerId: string;
  items: { menuItemId: string; quantity: number; notes?: string }[];
  channel?: Order['channel'];
  fulfillment?: Order['fulfillment'];
  notes?: string;
}

/** Minutes from placing an order until it is promised at the door. */
const PROMISE_MINUTES = 50;

/** Places an order with its payment and its delivery. */
export function placeOrder(wanted: OrderRequest, context: HandlerContext): Order {
  const { world } = context;
  const customer = find(world.customers, 'customer', wanted.customerId);
  const items = wanted.items.map((item): OrderItem => {
    const { menuItemId, sku, name, price } = find(world.menu, 'menu item', item.menuItemId);
    const notes = item.notes === undefined ? {} : { notes: item.notes };
    return { menuItemId, sku, name, quantity: item.quantity, unitPrice: { ...price }, ...notes };
  });
  const order: Order = {
    orderId: world.nextId('ord'),
    customerId: customer.customerId,
    paymentId: world.nextId('pay'),
    deliveryId: world.nextId('del'),
    status: 'placed',
    channel: wanted.channel ?? 'web',
    fulfillment: wanted.fulfillment ?? 'delivery',
    items,
    total: { amount: items.reduce((sum, row) => sum + row.unitPrice.amount * row.quantity, 0), currency: 'USD' },
    ...(wanted.notes !== undefined && { notes: wanted.notes }),
    placedAt: timeFromNow(context),
  };
  world.orders.set(order.orderId, order);
  world.payments.set(order.paymentId, paymentOf(order, context));
  world.deliveries.set(order.deliveryId, deliveryOf(order, customer, context));
  return order;
}

/** The data of an `order.placed` webhook. */
export function orderPlaced(order: Order, { world }: HandlerContext): object {
  const customer = find(world.customers, 'customer', order.customerId);
  const { orderId, customerId, paymentId, deliveryId, channel, fulfillment, items, total, notes, placedAt } = order;
  const head = { orderId, customerId, customerName: customer.name, paymentId, deliveryId, channel, fulfillment };
  return { ...head, items, total, ...(notes !== undefined && { notes }), placedAt };
}

function paymentOf(order: Order, context: HandlerContext): Payment {
  return {
    paymentId: order.paymentId,
    orderId: order.orderId,
    customerId: order.customerId,
    status: context.scenario === 'payment-declined' ? 'declined' : 'authorized',
    method: 'card',
    amount: order.total,
    refundedAmount: { amount: 0, currency: order.total.currency },
    createdAt: order.placedAt,
  };
}

function deliveryOf(order: Order, customer: Customer, context: HandlerContext): Delivery {
  const promisedAt = timeFromNow(context, PROMISE_MINUTES);
  return {
    deliveryId: order.deliveryId,
    orderId: order.orderId,
    customerId: order.customerId,
    method: order.fulfillment === 'delivery' ? 'courier' : 'pickup',
    status: 'pending',
    address: customer.address,
    promisedAt,
    estimatedArrivalAt: promisedAt,
    createdAt: order.placedAt,
  };
}
