/** Minor units of `currency`. */
export interface Money {
  amount: number;
  currency: string;
}

export const API_NAMES = ['kitchen', 'inventory', 'pos', 'staff', 'delivery'] as const;
export type ApiName = (typeof API_NAMES)[number];

export type Station = 'grill' | 'oven' | 'fryer' | 'cold' | 'pastry';

/** What the restaurant sells; not part of any API, but all of them refer to it. */
export interface MenuItem {
  menuItemId: string;
  sku: string;
  name: string;
  price: Money;
  station: Station;
  /** Quantity per portion by ingredient id, in the ingredient's unit. */
  recipe: Readonly<Record<string, number>>;
}

export interface LineItem {
  menuItemId: string;
  quantity: number;
  sku?: string;
  name?: string;
}

export interface KitchenOrder {
  kitchenOrderId: string;
  orderId: string;
  customerId: string;
  paymentId: string;
  deliveryId: string;
  status: 'scheduled' | 'preparing' | 'ready' | 'served' | 'cancelled';
  priority: 'normal' | 'rush';
  items: LineItem[];
  station: Station;
  equipmentId: string;
  scheduledAt: string;
  estimatedReadyAt: string;
  readyAt?: string;
  notes?: string;
  cancelReason?: string;
}

export interface Equipment {
  equipmentId: string;
  name: string;
  station: Station;
  status: 'operational' | 'degraded' | 'failed' | 'maintenance';
  temperature?: number;
  lastServicedAt: string;
  failureReason?: string;
}

export interface Ingredient {
  ingredientId: string;
  name: string;
  category: 'produce' | 'dairy' | 'meat' | 'fish' | 'dry' | 'bakery' | 'beverage';
  unit: 'kg' | 'l' | 'piece';
  onHand: number;
  reserved: number;
  reorderLevel: number;
  supplierId: string;
  unitCost: Money;
  updatedAt: string;
}

export interface Reservation {
  reservationId: string;
  orderId: string;
  status: 'reserved' | 'released';
  items: LineItem[];
  reservedAt: string;
  releasedAt?: string;
}

export interface Supplier {
  supplierId: string;
  name: string;
  email: string;
  phone: string;
  leadTimeDays: number;
}

export interface PurchaseOrder {
  purchaseOrderId: string;
  ingredientId: string;
  supplierId: string;
  quantity: number;
  status: 'placed' | 'confirmed' | 'shipped' | 'received' | 'cancelled';
  total: Money;
  note?: string;
  createdAt: string;
  expectedAt: string;
}

export interface OrderItem extends LineItem {
  sku: string;
  name: string;
  unitPrice: Money;
  notes?: string;
}

export interface Order {
  orderId: string;
  customerId: string;
  paymentId: string;
  deliveryId: string;
  status: 'placed' | 'confirmed' | 'rejected' | 'cancelled' | 'completed';
  channel: 'web' | 'app' | 'phone' | 'counter' | 'partner';
  fulfillment: 'delivery' | 'pickup' | 'dine_in';
  items: OrderItem[];
  total: Money;
  notes?: string;
  placedAt: string;
  confirmedAt?: string;
  estimatedReadyAt?: string;
  rejectedAt?: string;
  rejectReason?: string;
}

export interface Payment {
  paymentId: string;
  orderId: string;
  customerId: string;
  status: 'authorized' | 'captured' | 'declined' | 'voided' | 'partially_refunded' | 'refunded';
  method: 'card' | 'cash' | 'wallet' | 'gift_card';
  amount: Money;
  refundedAmount: Money;
  createdAt: string;
}

export interface Refund {
  refundId: string;
  paymentId: string;
  orderId: string;
  status: 'succeeded' | 'pending';
  amount: Money;
  reason?: string;
  createdAt: string;
}

export interface Customer {
  customerId: string;
  name: string;
  email: string;
  phone: string;
  tier: 'bronze' | 'silver' | 'gold';
  loyaltyPoints: number;
  address: string;
  createdAt: string;
}

export interface Employee {
  employeeId: string;
  name: string;
  role: 'manager' | 'shift_lead' | 'buyer' | 'chef' | 'line_cook' | 'server' | 'host' | 'bartender';
  email: string;
  phone: string;
  status: 'active' | 'on_leave' | 'left';
  hourlyRate: Money;
}

export interface Message {
  messageId: string;
  employeeId: string;
  message: string;
  urgent: boolean;
  sentAt: string;
}

export interface Shift {
  shiftId: string;
  role: Employee['role'];
  status: 'open' | 'assigned' | 'started' | 'completed' | 'missed';
  employeeId?: string;
  startsAt: string;
  endsAt: string;
}

export interface TimeOff {
  timeOffId: string;
  employeeId: string;
  status: 'requested' | 'approved';
  startsAt: string;
  endsAt: string;
  reason?: string;
  note?: string;
  requestedAt: string;
  approvedAt?: string;
}

export interface Driver {
  driverId: string;
  name: string;
  phone: string;
  vehicle: 'bicycle' | 'scooter' | 'car';
  status: 'available' | 'delivering' | 'on_break' | 'off_duty';
  distanceKm: number;
  rating: number;
}

export interface Delivery {
  deliveryId: string;
  orderId: string;
  customerId: string;
  driverId?: string;
  method: 'courier' | 'pickup';
  status: 'pending' | 'assigned' | 'picked_up' | 'delivered' | 'cancelled';
  address: string;
  instructions?: string;
  promisedAt: string;
  estimatedArrivalAt: string;
  createdAt: string;
  cancelReason?: string;
}

export interface Route {
  routeId: string;
  driverId: string;
  stops: { deliveryId: string; address: string; estimatedArrivalAt: string }[];
  distanceKm: number;
  durationMinutes: number;
}
