import { type HandlerContext, type Handlers, page, timeFromNow, where } from '../handler.ts';
import { conflict, find, ProblemError } from '../problem.ts';
import type { Customer, Money, Order, Payment, Refund } from '../records.ts';
import { type OrderRequest, orderPlaced, placeOrder } from './place-order.ts';

const declined = () => new ProblemError(402, 'payment_declined', 'The payment processor declined.');

export const posHandlers: Handlers = {
  listOrders({ query }, { world }) {
    const rows = [...world.orders.values()]
      .filter(where('status', query.status))
      .filter(where('customerId', query.customerId))
      .filter(
        (row) => query.placedAfter === undefined || Date.parse(row.placedAt) >= Date.parse(String(query.placedAfter)),
      )
      .reverse();
    return page(rows, query);
  },

  createOrder({ body }, context) {
    const order = placeOrder(body as OrderRequest, context);
    context.emit('order.placed', orderPlaced(order, context));
    return order;
  },

  getOrder: ({ params }, { world }) => find(world.orders, 'order', params.orderId!),

  confirmOrder({ params, body }, context) {
    const order = decide(context, params.orderId!);
    const payment = find(context.world.payments, 'payment', order.paymentId);
    if (context.scenario === 'payment-declined' || payment.status === 'declined') throw declined();
    payment.status = 'captured';
    order.status = 'confirmed';
    order.confirmedAt = timeFromNow(context);
    const { estimatedReadyAt } = body as { estimatedReadyAt?: string };
    order.estimatedReadyAt = estimatedReadyAt ?? timeFromNow(context, 25);
    context.emit('order.paid', orderPaid(context, payment));
    return order;
  },

  rejectOrder({ params, body }, context) {
    const order = decide(context, params.orderId!);
    const { reason } = body as { reason: string };
    order.status = 'rejected';
    order.rejectedAt = timeFromNow(context);
    order.rejectReason = reason;
    const payment = find(context.world.payments, 'payment', order.paymentId);
    if (payment.status === 'authorized') payment.status = 'voided';
    context.emit('order.cancelled', {
      orderId: order.orderId,
      customerId: order.customerId,
      paymentId: order.paymentId,
      reason,
      cancelledBy: 'restaurant',
      cancelledAt: order.rejectedAt,
    });
    return order;
  },

  createPayment({ body }, context) {
    const wanted = body as { orderId: string; amount: Money; method?: Payment['method'] };
    const order = find(context.world.orders, 'order', wanted.orderId);
    if (context.scenario === 'payment-declined') throw declined();
    const payment: Payment = {
      paymentId: context.world.nextId('pay'),
      orderId: order.orderId,
      customerId: order.customerId,
      status: 'captured',
      method: wanted.method ?? 'card',
      amount: wanted.amount,
      refundedAmount: { amount: 0, currency: wanted.amount.currency },
      createdAt: timeFromNow(context),
    };
    context.world.payments.set(payment.paymentId, payment);
    order.paymentId = payment.paymentId;
    context.emit('order.paid', orderPaid(context, payment));
    return payment;
  },

  getPayment: ({ params }, { world }) => find(world.payments, 'payment', params.paymentId!),

  refundPayment({ params, body }, context) {
    const payment = find(context.world.payments, 'payment', params.paymentId!);
    if (context.scenario === 'payment-declined') throw declined();
    const { amount, reason } = body as { amount?: Money; reason?: string };
    return refund(context, payment, amount, reason);
  },

  listCustomers({ query }, { world }) {
    const search = String(query.search ?? '').toLowerCase();
    const rows = [...world.customers.values()]
      .filter(where('tier', query.tier))
      .filter((row) => `${row.name} ${row.email} ${row.phone}`.toLowerCase().includes(search))
      .sort((a, b) => a.name.localeCompare(b.name));
    return page(rows, query);
  },

  getCustomer: ({ params }, { world }) => find(world.customers, 'customer', params.customerId!),

  addLoyaltyPoints({ params, body }, { world }) {
    const customer = find(world.customers, 'customer', params.customerId!);
    const { points } = body as { points: number };
    customer.loyaltyPoints += points;
    customer.tier = tierOf(customer.loyaltyPoints);
    const { customerId, loyaltyPoints, tier } = customer;
    return { customerId, pointsAdded: points, loyaltyPoints, tier };
  },
};

/** An order that waits for a decision. */
function decide({ world }: HandlerContext, orderId: string): Order {
  const order = find(world.orders, 'order', orderId);
  if (order.status !== 'placed') throw conflict(`Order ${orderId} is already ${order.status}.`);
  return order;
}

function orderPaid(context: HandlerContext, { orderId, customerId, paymentId, amount }: Payment): object {
  return { orderId, customerId, paymentId, amount, paidAt: timeFromNow(context) };
}

function refund(context: HandlerContext, payment: Payment, wanted?: Money, reason?: string): Refund {
  if (payment.status !== 'captured' && payment.status !== 'partially_refunded') {
    throw conflict(`Payment ${payment.paymentId} is ${payment.status} and cannot be refunded.`);
  }
  const left = payment.amount.amount - payment.refundedAmount.amount;
  const amount = wanted ?? { amount: left, currency: payment.amount.currency };
  if (amount.amount <= 0 || amount.amount > left || amount.currency !== payment.amount.currency) {
    throw conflict(`At most ${left} ${payment.amount.currency} (minor units) can be refunded.`);
  }
  payment.refundedAmount = { ...amount, amount: payment.refundedAmount.amount + amount.amount };
  payment.status = amount.amount === left ? 'refunded' : 'partially_refunded';
  const row: Refund = {
    refundId: context.world.nextId('ref'),
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    status: 'succeeded',
    amount,
    ...(reason !== undefined && { reason }),
    createdAt: timeFromNow(context),
  };
  context.world.refunds.set(row.refundId, row);
  return row;
}

function tierOf(points: number): Customer['tier'] {
  if (points >= 1000) return 'gold';
  return points >= 250 ? 'silver' : 'bronze';
}
