import type { Delivery, Equipment, KitchenOrder, Order, Payment } from '../records.ts';
import { MENU, usd } from './menu.ts';
import { CUSTOMERS } from './people.ts';

const MINUTE = 60_000;

export const EQUIPMENT: readonly Equipment[] = (
  [
    ['eq_oven1', 'Pizza oven 1', 'oven', 285],
    ['eq_oven2', 'Pizza oven 2', 'oven', 281],
    ['eq_grill1', 'Char grill', 'grill', 240],
    ['eq_fryer1', 'Twin fryer', 'fryer', 176],
    ['eq_fridge1', 'Cold station', 'cold', 4],
    ['eq_pastry1', 'Pastry counter', 'pastry', 6],
  ] as const
).map(([equipmentId, name, station, temperature]) => ({
  equipmentId,
  name,
  station,
  status: 'operational',
  temperature,
  lastServicedAt: '2026-01-14T09:00:00.000Z',
}));

/** One order with everything that belongs to it. */
export interface RunningOrder {
  order: Order;
  payment: Payment;
  delivery: Delivery;
  kitchenOrder: KitchenOrder;
}

/** Orders that were confirmed before the sandbox started: two wait at the first oven, one at the grill. */
export function runningOrders(nowMs: number): RunningOrder[] {
  return [
    runningOrder(nowMs, 0, 'menu_margherita', 2, 'eq_oven1'),
    runningOrder(nowMs, 1, 'menu_pepperoni', 1, 'eq_oven1'),
    runningOrder(nowMs, 2, 'menu_burger', 3, 'eq_grill1'),
  ];
}

function runningOrder(
  nowMs: number,
  index: number,
  menuItemId: string,
  quantity: number,
  equipmentId: string,
): RunningOrder {
  const at = (minutes: number) => new Date(nowMs + minutes * MINUTE).toISOString();
  const dish = MENU.find((item) => item.menuItemId === menuItemId)!;
  const customer = CUSTOMERS[index]!;
  const ids = {
    orderId: `ord_${1001 + index}`,
    customerId: customer.customerId,
    paymentId: `pay_${301 + index}`,
    deliveryId: `del_${401 + index}`,
  };
  const item = { menuItemId, sku: dish.sku, name: dish.name, quantity };
  const total = usd(dish.price.amount * quantity);
  const placed = -20 + index * 5;
  return {
    order: {
      ...ids,
      status: 'confirmed',
      channel: 'web',
      fulfillment: 'delivery',
      items: [{ ...item, unitPrice: dish.price }],
      total,
      placedAt: at(placed),
      confirmedAt: at(placed + 1),
      estimatedReadyAt: at(placed + 26),
    },
    payment: {
      paymentId: ids.paymentId,
      orderId: ids.orderId,
      customerId: ids.customerId,
      status: 'captured',
      method: 'card',
      amount: total,
      refundedAmount: usd(0),
      createdAt: at(placed),
    },
    delivery: {
      deliveryId: ids.deliveryId,
      orderId: ids.orderId,
      customerId: ids.customerId,
      method: 'courier',
      ...(index === 2 && { driverId: 'drv_3' }),
      status: index === 2 ? 'assigned' : 'pending',
      address: customer.address,
      promisedAt: at(placed + 50),
      estimatedArrivalAt: at(placed + 50),
      createdAt: at(placed),
    },
    kitchenOrder: {
      kitchenOrderId: `ko_${501 + index}`,
      ...ids,
      status: 'scheduled',
      priority: 'normal',
      items: [item],
      station: dish.station,
      equipmentId,
      scheduledAt: at(placed + 1),
      estimatedReadyAt: at(placed + 26),
    },
  };
}
