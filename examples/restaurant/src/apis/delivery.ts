import { type HandlerContext, type Handlers, page, timeFromNow, where } from '../handler.ts';
import { conflict, find } from '../problem.ts';
import type { Delivery, Route } from '../records.ts';

const MINUTE_MS = 60_000;
/** Minutes from assigning a driver to the door, and between two stops of a route. */
const MINUTES_TO_DOOR = 25;
const MINUTES_PER_STOP = 8;
const KM_PER_STOP = 1.7;

export const deliveryHandlers: Handlers = {
  listDrivers: ({ query }, { world }) => page([...world.drivers.values()].filter(where('status', query.status)), query),

  listAvailableDrivers({ query }, { world }) {
    const rows = [...world.drivers.values()].filter((row) => row.status === 'available');
    return page(
      rows.sort((a, b) => a.distanceKm - b.distanceKm),
      query,
    );
  },

  createDelivery({ body }, context) {
    const { world } = context;
    const wanted = body as { orderId: string; customerId: string; address?: string; instructions?: string };
    const order = find(world.orders, 'order', wanted.orderId);
    const customer = find(world.customers, 'customer', wanted.customerId);
    const promisedAt = timeFromNow(context, MINUTES_TO_DOOR);
    const delivery: Delivery = {
      deliveryId: world.nextId('del'),
      orderId: order.orderId,
      customerId: customer.customerId,
      method: 'courier',
      status: 'pending',
      address: wanted.address ?? customer.address,
      ...(wanted.instructions !== undefined && { instructions: wanted.instructions }),
      promisedAt,
      estimatedArrivalAt: promisedAt,
      createdAt: timeFromNow(context),
    };
    world.deliveries.set(delivery.deliveryId, delivery);
    order.deliveryId = delivery.deliveryId;
    return delivery;
  },

  getDelivery: ({ params }, { world }) => find(world.deliveries, 'delivery', params.deliveryId!),

  assignDriver({ params, body }, context) {
    const delivery = open(context, params.deliveryId!);
    const driver = find(context.world.drivers, 'driver', (body as { driverId: string }).driverId);
    if (driver.status !== 'available') throw conflict(`${driver.name} is not available.`);
    freeDriver(context, delivery);
    driver.status = 'delivering';
    delivery.driverId = driver.driverId;
    delivery.status = 'assigned';
    delivery.estimatedArrivalAt = timeFromNow(context, MINUTES_TO_DOOR);
    return delivery;
  },

  cancelDelivery({ params, body }, context) {
    const delivery = open(context, params.deliveryId!);
    freeDriver(context, delivery);
    delivery.status = 'cancelled';
    const { reason } = body as { reason?: string };
    if (reason !== undefined) delivery.cancelReason = reason;
    return delivery;
  },

  estimateArrival({ params }, { world, nowMs }) {
    const delivery = find(world.deliveries, 'delivery', params.deliveryId!);
    const { deliveryId, orderId, estimatedArrivalAt } = delivery;
    const minutes = Math.max(0, Math.round((Date.parse(estimatedArrivalAt) - nowMs) / MINUTE_MS));
    return { deliveryId, orderId, estimatedArrivalAt, minutes, delayMinutes: delayOf(delivery) };
  },

  planRoute({ body }, context) {
    const wanted = body as { driverId: string; deliveryIds: string[] };
    const driver = find(context.world.drivers, 'driver', wanted.driverId);
    const stops = wanted.deliveryIds
      .map((deliveryId) => find(context.world.deliveries, 'delivery', deliveryId))
      .sort((a, b) => Date.parse(a.promisedAt) - Date.parse(b.promisedAt))
      .map(({ deliveryId, address }, index) => ({
        deliveryId,
        address,
        estimatedArrivalAt: timeFromNow(context, (index + 1) * MINUTES_PER_STOP),
      }));
    const route: Route = {
      routeId: context.world.nextId('rte'),
      driverId: driver.driverId,
      stops,
      distanceKm: Math.round(stops.length * KM_PER_STOP * 10) / 10,
      durationMinutes: stops.length * MINUTES_PER_STOP,
    };
    context.world.routes.set(route.routeId, route);
    return route;
  },
};

/** Makes a delivery late and returns the data of its `delivery.delayed` webhook. */
export function delayDelivery(
  context: HandlerContext,
  deliveryId: string,
  delayMinutes: number,
  reason: string,
): object {
  const delivery = open(context, deliveryId);
  delivery.estimatedArrivalAt = new Date(Date.parse(delivery.promisedAt) + delayMinutes * MINUTE_MS).toISOString();
  const { orderId, customerId, estimatedArrivalAt } = delivery;
  const customerName = find(context.world.customers, 'customer', customerId).name;
  const driverId = delivery.driverId ?? [...context.world.drivers.keys()][0]!;
  return { deliveryId, orderId, customerId, customerName, driverId, delayMinutes, reason, estimatedArrivalAt };
}

/** Completes a delivery and returns the data of its `delivery.completed` webhook. */
export function completeDelivery(context: HandlerContext, deliveryId: string): object {
  const delivery = open(context, deliveryId);
  const driverId = delivery.driverId ?? [...context.world.drivers.keys()][0]!;
  freeDriver(context, delivery);
  delivery.status = 'delivered';
  const { orderId, customerId } = delivery;
  return {
    deliveryId,
    orderId,
    customerId,
    driverId,
    delayMinutes: delayOf(delivery),
    deliveredAt: timeFromNow(context),
  };
}

function open({ world }: HandlerContext, deliveryId: string): Delivery {
  const delivery = find(world.deliveries, 'delivery', deliveryId);
  if (delivery.status === 'delivered' || delivery.status === 'cancelled') {
    throw conflict(`Delivery ${deliveryId} is already ${delivery.status}.`);
  }
  return delivery;
}

function freeDriver({ world }: HandlerContext, delivery: Delivery): void {
  const driver = delivery.driverId === undefined ? undefined : world.drivers.get(delivery.driverId);
  if (driver?.status === 'delivering') driver.status = 'available';
}

function delayOf(delivery: Delivery): number {
  const lateMs = Date.parse(delivery.estimatedArrivalAt) - Date.parse(delivery.promisedAt);
  return Math.max(0, Math.round(lateMs / MINUTE_MS));
}
