import { completeDelivery, delayDelivery } from './apis/delivery.ts';
import { lowStockItem } from './apis/inventory.ts';
import { failEquipment, orderReady } from './apis/kitchen.ts';
import { type OrderRequest, orderPlaced, placeOrder } from './apis/place-order.ts';
import { missShift } from './apis/staff.ts';
import { type HandlerContext, timeFromNow } from './handler.ts';
import { conflict, find, ProblemError } from './problem.ts';
import type { ApiName, Order } from './records.ts';

type Given = Readonly<Record<string, unknown>>;

interface EventSource {
  /** The API whose webhook it is. */
  readonly api: ApiName;
  /** Makes it happen in the restaurant and returns the webhook's data; what `given` leaves out is chosen. */
  happen(given: Given, context: HandlerContext): object;
}

const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);

/** Every webhook of the restaurant. */
export const EVENT_SOURCES: Readonly<Record<string, EventSource>> = {
  'order.placed': {
    api: 'pos',
    happen(given, context) {
      if (typeof given.orderId === 'string') {
        return orderPlaced(find(context.world.orders, 'order', given.orderId), context);
      }
      const items = (given.items as OrderRequest['items'] | undefined) ?? [
        { menuItemId: 'menu_margherita', quantity: 2 },
      ];
      return orderPlaced(placeOrder({ customerId: text(given.customerId, 'cus_201'), items }, context), context);
    },
  },
  'order.paid': {
    api: 'pos',
    happen(given, context) {
      const { orderId, customerId, paymentId, total } = orderOf(given, context);
      return { orderId, customerId, paymentId, amount: total, paidAt: timeFromNow(context) };
    },
  },
  'order.cancelled': {
    api: 'pos',
    happen(given, context) {
      const order = orderOf(given, context);
      order.status = 'cancelled';
      const { orderId, customerId, paymentId } = order;
      const reason = text(given.reason, 'Changed my mind');
      return { orderId, customerId, paymentId, reason, cancelledBy: 'customer', cancelledAt: timeFromNow(context) };
    },
  },
  'stock.low': {
    api: 'inventory',
    happen(given, { world }) {
      const row = find(world.ingredients, 'ingredient', text(given.ingredientId, 'ing_mozzarella'));
      row.onHand = Math.min(row.onHand, row.reorderLevel / 2);
      return lowStockItem(row);
    },
  },
  'equipment.failed': {
    api: 'kitchen',
    happen: (given, context) =>
      failEquipment(context, text(given.equipmentId, 'eq_oven1'), text(given.reason, 'Heating element broken')),
  },
  'order.ready': {
    api: 'kitchen',
    happen(given, context) {
      const row = [...context.world.kitchenOrders.values()].find(
        ({ kitchenOrderId, orderId, status }) =>
          (given.kitchenOrderId ?? kitchenOrderId) === kitchenOrderId &&
          (given.orderId ?? orderId) === orderId &&
          (status === 'scheduled' || status === 'preparing'),
      );
      if (!row) throw conflict('There is no such kitchen order in preparation.');
      row.status = 'ready';
      row.readyAt = timeFromNow(context);
      return orderReady(row, row.readyAt);
    },
  },
  'shift.missed': {
    api: 'staff',
    happen: (given, { world }) => missShift(world, text(given.shiftId, 'shf_903')),
  },
  'delivery.delayed': {
    api: 'delivery',
    happen: (given, context) =>
      delayDelivery(
        context,
        openDelivery(given, context),
        typeof given.delayMinutes === 'number' ? given.delayMinutes : 20,
        text(given.reason, 'Heavy traffic'),
      ),
  },
  'delivery.completed': {
    api: 'delivery',
    happen: (given, context) => completeDelivery(context, openDelivery(given, context)),
  },
};

/**
 * Makes an event happen. `given` chooses what it happens to and overrides the data that is sent, so that a test can
 * also send what would not arise by itself. Throws a 400 problem for an unknown type.
 */
export function makeHappen(type: string, given: Given, context: HandlerContext): { api: ApiName; data: object } {
  const source = Object.hasOwn(EVENT_SOURCES, type) ? EVENT_SOURCES[type] : undefined;
  if (!source) {
    const known = Object.keys(EVENT_SOURCES).join(', ');
    throw new ProblemError(400, 'unknown_event', `There is no event ${type}. There are: ${known}.`);
  }
  const { items: _chosen, ...overrides } = given;
  return { api: source.api, data: { ...source.happen(given, context), ...overrides } };
}

/** The order that `given` names, or the newest. */
function orderOf(given: Given, { world }: HandlerContext): Order {
  if (typeof given.orderId === 'string') return find(world.orders, 'order', given.orderId);
  return [...world.orders.values()].at(-1)!;
}

function openDelivery(given: Given, { world }: HandlerContext): string {
  if (typeof given.deliveryId === 'string') return given.deliveryId;
  const open = [...world.deliveries.values()].filter((row) => row.status === 'assigned' || row.status === 'pending');
  const chosen = open.find((row) => row.status === 'assigned') ?? open[0];
  if (!chosen) throw conflict('There is no delivery under way.');
  return chosen.deliveryId;
}
