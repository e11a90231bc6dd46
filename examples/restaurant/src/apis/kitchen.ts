import { type HandlerContext, type Handlers, page, timeFromNow, where } from '../handler.ts';
import { conflict, find, ProblemError } from '../problem.ts';
import type { Equipment, KitchenOrder, LineItem, Station } from '../records.ts';

const SLOTS = 12;
const SLOTS_PER_STATION = 4;
const MINUTES_PER_ORDER = { normal: 25, rush: 15 } as const;
/** Minutes until a slot is free again in a full kitchen. */
const NEXT_SLOT_MINUTES = 45;

/** A kitchen order moves forward only. */
const NEXT_STATUS: Readonly<Record<KitchenOrder['status'], readonly KitchenOrder['status'][]>> = {
  scheduled: ['preparing', 'ready', 'cancelled'],
  preparing: ['ready', 'cancelled'],
  ready: ['served'],
  served: [],
  cancelled: [],
};

export const kitchenHandlers: Handlers = {
  getCapacity({ query }, context) {
    const free = freeSlots(context, query.station as Station | undefined);
    return {
      available: free > 0,
      remaining: free,
      capacity: query.station === undefined ? SLOTS : SLOTS_PER_STATION,
      nextSlotAt: timeFromNow(context, free > 0 ? 0 : NEXT_SLOT_MINUTES),
      checkedAt: timeFromNow(context),
    };
  },

  listKitchenOrders({ query }, { world }) {
    const rows = [...world.kitchenOrders.values()]
      .filter(where('status', query.status))
      .filter(where('equipmentId', query.equipmentId))
      .filter(where('orderId', query.orderId));
    return page(rows, query);
  },

  scheduleOrder({ body }, context) {
    const { world } = context;
    const wanted = body as { orderId: string; items: LineItem[]; priority?: KitchenOrder['priority']; notes?: string };
    const order = find(world.orders, 'order', wanted.orderId);
    if (freeSlots(context) <= 0) throw new ProblemError(409, 'kitchen_full', 'The kitchen has no free slot.');
    const twice = [...world.kitchenOrders.values()].some(
      (row) => row.orderId === order.orderId && row.status !== 'cancelled',
    );
    if (twice) throw conflict(`Order ${order.orderId} is already scheduled.`);
    const equipment = workingEquipment(context, wanted.items);
    const priority = wanted.priority ?? 'normal';
    const kitchenOrder: KitchenOrder = {
      kitchenOrderId: world.nextId('ko'),
      orderId: order.orderId,
      customerId: order.customerId,
      paymentId: order.paymentId,
      deliveryId: order.deliveryId,
      status: 'scheduled',
      priority,
      items: wanted.items,
      station: equipment.station,
      equipmentId: equipment.equipmentId,
      scheduledAt: timeFromNow(context),
      estimatedReadyAt: timeFromNow(context, MINUTES_PER_ORDER[priority]),
      ...(wanted.notes !== undefined && { notes: wanted.notes }),
    };
    world.kitchenOrders.set(kitchenOrder.kitchenOrderId, kitchenOrder);
    return kitchenOrder;
  },

  updateOrderStatus({ params, body }, context) {
    const row = find(context.world.kitchenOrders, 'kitchen order', params.kitchenOrderId!);
    const { status } = body as { status: KitchenOrder['status'] };
    move(row, status);
    if (status === 'ready') {
      row.readyAt = timeFromNow(context);
      context.emit('order.ready', orderReady(row, row.readyAt));
    }
    return row;
  },

  cancelScheduledOrder({ params, body }, { world }) {
    const row = find(world.kitchenOrders, 'kitchen order', params.kitchenOrderId!);
    move(row, 'cancelled');
    const { reason } = body as { reason?: string };
    if (reason !== undefined) row.cancelReason = reason;
    return row;
  },

  listEquipment({ query }, { world }) {
    const rows = [...world.equipment.values()]
      .filter(where('status', query.status))
      .filter(where('station', query.station));
    return page(rows, query);
  },

  getEquipmentStatus: ({ params }, { world }) => find(world.equipment, 'equipment', params.equipmentId!),
};

/** The data of an `order.ready` webhook. */
export function orderReady(row: KitchenOrder, readyAt: string): object {
  const { orderId, kitchenOrderId, customerId, deliveryId } = row;
  return { orderId, kitchenOrderId, customerId, deliveryId, readyAt };
}

/** Breaks a piece of equipment and returns the data of its `equipment.failed` webhook. */
export function failEquipment(context: HandlerContext, equipmentId: string, reason: string): object {
  const equipment = find(context.world.equipment, 'equipment', equipmentId);
  equipment.status = 'failed';
  equipment.failureReason = reason;
  return {
    equipmentId,
    name: equipment.name,
    station: equipment.station,
    severity: 'major',
    reason,
    failedAt: timeFromNow(context),
    affectedOrders: [...context.world.kitchenOrders.values()].filter(
      (row) => row.equipmentId === equipmentId && row.status === 'scheduled',
    ),
  };
}

function freeSlots({ world, scenario }: HandlerContext, station?: Station): number {
  if (scenario === 'kitchen-full') return 0;
  const active = [...world.kitchenOrders.values()].filter(
    (row) => (row.status === 'scheduled' || row.status === 'preparing') && (station ? row.station === station : true),
  );
  return Math.max(0, (station ? SLOTS_PER_STATION : SLOTS) - active.length);
}

/** The equipment of the first dish's station that works. */
function workingEquipment({ world }: HandlerContext, items: readonly LineItem[]): Equipment {
  const station = world.menu.get(items[0]!.menuItemId)?.station ?? 'grill';
  const equipment = [...world.equipment.values()].find(
    (row) => row.station === station && (row.status === 'operational' || row.status === 'degraded'),
  );
  if (!equipment) throw conflict(`No equipment of the ${station} station works.`);
  return equipment;
}

function move(row: KitchenOrder, status: KitchenOrder['status']): void {
  if (!NEXT_STATUS[row.status].includes(status)) {
    throw conflict(`Kitchen order ${row.kitchenOrderId} is ${row.status} and cannot become ${status}.`);
  }
  row.status = status;
}
