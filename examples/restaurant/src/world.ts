import type {
  Customer,
  Delivery,
  Driver,
  Employee,
  Equipment,
  Ingredient,
  KitchenOrder,
  MenuItem,
  Message,
  Order,
  Payment,
  PurchaseOrder,
  Refund,
  Reservation,
  Route,
  Shift,
  Supplier,
  TimeOff,
} from './records.ts';
import { ingredients, MENU, SUPPLIERS } from './seed/menu.ts';
import { CUSTOMERS, DRIVERS, EMPLOYEES, shifts } from './seed/people.ts';
import { EQUIPMENT, runningOrders } from './seed/running.ts';

/** Where an id's counter starts, so that ids of a fresh sandbox are the same every time. */
const FIRST_ID = {
  ord: 1004,
  pay: 304,
  del: 404,
  ko: 504,
  rsv: 601,
  po: 701,
  ref: 801,
  shf: 907,
  tof: 951,
  msg: 981,
  rte: 991,
};
export type IdPrefix = keyof typeof FIRST_ID;

/** The state of the whole restaurant: one table per kind of record, shared by the five APIs. */
export interface World {
  readonly menu: Map<string, MenuItem>;
  readonly kitchenOrders: Map<string, KitchenOrder>;
  readonly equipment: Map<string, Equipment>;
  readonly ingredients: Map<string, Ingredient>;
  readonly reservations: Map<string, Reservation>;
  readonly suppliers: Map<string, Supplier>;
  readonly purchaseOrders: Map<string, PurchaseOrder>;
  readonly orders: Map<string, Order>;
  readonly payments: Map<string, Payment>;
  readonly refunds: Map<string, Refund>;
  readonly customers: Map<string, Customer>;
  readonly employees: Map<string, Employee>;
  readonly messages: Map<string, Message>;
  readonly shifts: Map<string, Shift>;
  readonly timeOff: Map<string, TimeOff>;
  readonly drivers: Map<string, Driver>;
  readonly deliveries: Map<string, Delivery>;
  readonly routes: Map<string, Route>;
  /** The next id with this prefix, counting up. */
  nextId(prefix: IdPrefix): string;
}

/** A restaurant in the middle of its day; equal calls give equal worlds. */
export function createWorld(nowMs: number): World {
  const counters = new Map<IdPrefix, number>();
  const running = structuredClone(runningOrders(nowMs));
  return {
    menu: table(MENU, 'menuItemId'),
    kitchenOrders: table(
      running.map((entry) => entry.kitchenOrder),
      'kitchenOrderId',
    ),
    equipment: table(EQUIPMENT, 'equipmentId'),
    ingredients: table(ingredients(new Date(nowMs).toISOString()), 'ingredientId'),
    reservations: new Map(),
    suppliers: table(SUPPLIERS, 'supplierId'),
    purchaseOrders: new Map(),
    orders: table(
      running.map((entry) => entry.order),
      'orderId',
    ),
    payments: table(
      running.map((entry) => entry.payment),
      'paymentId',
    ),
    refunds: new Map(),
    customers: table(CUSTOMERS, 'customerId'),
    employees: table(EMPLOYEES, 'employeeId'),
    messages: new Map(),
    shifts: table(shifts(nowMs), 'shiftId'),
    timeOff: new Map(),
    drivers: table(DRIVERS, 'driverId'),
    deliveries: table(
      running.map((entry) => entry.delivery),
      'deliveryId',
    ),
    routes: new Map(),
    nextId(prefix) {
      const next = counters.get(prefix) ?? FIRST_ID[prefix];
      counters.set(prefix, next + 1);
      return `${prefix}_${next}`;
    },
  };
}

function table<T extends object>(rows: readonly T[], key: keyof T & string): Map<string, T> {
  return new Map(rows.map((row) => [String(row[key]), structuredClone(row)]));
}

/** The world as plain JSON, tables as arrays. */
export function worldAsJson(world: World): Record<string, unknown[]> {
  const tables = Object.entries(world).filter(
    (entry): entry is [string, Map<string, unknown>] => entry[1] instanceof Map,
  );
  return Object.fromEntries(tables.map(([name, rows]) => [name, [...rows.values()]]));
}
