import { type HandlerContext, type Handlers, page, timeFromNow, where } from '../handler.ts';
import { conflict, find, ProblemError } from '../problem.ts';
import type { Ingredient, LineItem, PurchaseOrder, Reservation } from '../records.ts';
import type { World } from '../world.ts';

export const inventoryHandlers: Handlers = {
  checkStock({ body }, context) {
    const { items } = body as { items: LineItem[] };
    const results = checkItems(context, items);
    return { available: results.every((row) => row.available), items: results, checkedAt: timeFromNow(context) };
  },

  reserveStock({ body }, context) {
    const { orderId, items } = body as { orderId: string; items: LineItem[] };
    const short = checkItems(context, items).filter((row) => !row.available);
    if (short.length > 0) {
      const names = short.map((row) => row.name).join(', ');
      throw new ProblemError(409, 'out_of_stock', `Not enough in store for ${names}.`);
    }
    const reservation: Reservation = {
      reservationId: context.world.nextId('rsv'),
      orderId,
      status: 'reserved',
      items,
      reservedAt: timeFromNow(context),
    };
    for (const [ingredient, quantity] of needs(context.world, items)) {
      ingredient.reserved = round(ingredient.reserved + quantity);
      changeOnHand(context, ingredient, -quantity);
    }
    context.world.reservations.set(reservation.reservationId, reservation);
    return reservation;
  },

  releaseStock({ params }, context) {
    const reservation = find(context.world.reservations, 'reservation', params.reservationId!);
    if (reservation.status === 'released')
      throw conflict(`Reservation ${reservation.reservationId} is already released.`);
    for (const [ingredient, quantity] of needs(context.world, reservation.items)) {
      ingredient.reserved = Math.max(0, round(ingredient.reserved - quantity));
      changeOnHand(context, ingredient, quantity);
    }
    reservation.status = 'released';
    reservation.releasedAt = timeFromNow(context);
    return reservation;
  },

  listIngredients({ query }, { world }) {
    const rows = [...world.ingredients.values()]
      .filter(where('supplierId', query.supplierId))
      .filter(where('category', query.category));
    return page(rows, query);
  },

  listLowStock({ query }, { world }) {
    return page([...world.ingredients.values()].filter(isLow).map(lowStockItem), query);
  },

  getIngredient: ({ params }, { world }) => find(world.ingredients, 'ingredient', params.ingredientId!),

  adjustStock({ params, body }, context) {
    const ingredient = find(context.world.ingredients, 'ingredient', params.ingredientId!);
    const { change } = body as { change: number };
    if (ingredient.onHand + change < 0)
      throw conflict(`There are only ${ingredient.onHand} ${ingredient.unit} in store.`);
    changeOnHand(context, ingredient, change);
    return ingredient;
  },

  createPurchaseOrder({ body }, context) {
    const { world } = context;
    const wanted = body as { ingredientId: string; supplierId: string; quantity: number; note?: string };
    const ingredient = find(world.ingredients, 'ingredient', wanted.ingredientId);
    const supplier = find(world.suppliers, 'supplier', wanted.supplierId);
    if (ingredient.supplierId !== supplier.supplierId) {
      throw conflict(`${supplier.name} does not supply ${ingredient.name}.`);
    }
    const { amount, currency } = ingredient.unitCost;
    const purchaseOrder: PurchaseOrder = {
      purchaseOrderId: world.nextId('po'),
      ingredientId: ingredient.ingredientId,
      supplierId: supplier.supplierId,
      quantity: wanted.quantity,
      status: 'placed',
      total: { amount: Math.round(amount * wanted.quantity), currency },
      ...(wanted.note !== undefined && { note: wanted.note }),
      createdAt: timeFromNow(context),
      expectedAt: timeFromNow(context, supplier.leadTimeDays * 24 * 60),
    };
    world.purchaseOrders.set(purchaseOrder.purchaseOrderId, purchaseOrder);
    return purchaseOrder;
  },

  getPurchaseOrder: ({ params }, { world }) => find(world.purchaseOrders, 'purchase order', params.purchaseOrderId!),

  listSuppliers: ({ query }, { world }) => page(world.suppliers.values(), query),
};

/** An ingredient as `listLowStock` and the `stock.low` webhook show it; the order brings it to three times its level. */
export function lowStockItem(row: Ingredient): object {
  const { ingredientId, name, supplierId, unit, onHand, reorderLevel } = row;
  const suggestedQuantity = Math.max(1, Math.ceil(reorderLevel * 3 - onHand));
  return { ingredientId, name, supplierId, unit, onHand, reorderLevel, suggestedQuantity };
}

interface StockResult {
  menuItemId: string;
  name: string;
  requested: number;
  available: boolean;
  missing: number;
  missingIngredients: string[];
}

/** How many of each dish can be made; the dishes of one request share the store. */
function checkItems({ world, scenario }: HandlerContext, items: readonly LineItem[]): StockResult[] {
  const left = new Map<string, number>();
  for (const row of world.ingredients.values())
    left.set(row.ingredientId, scenario === 'out-of-stock' ? 0 : row.onHand);
  return items.map((item) => checkItem(world, left, item));
}

/** Takes what one dish needs out of `left`. */
function checkItem(world: World, left: Map<string, number>, { menuItemId, quantity, name }: LineItem): StockResult {
  const dish = world.menu.get(menuItemId);
  const recipe = Object.entries(dish?.recipe ?? {});
  const portions = recipe.map(([id, perPortion]) => Math.floor((left.get(id) ?? 0) / perPortion + 1e-9));
  const possible = dish === undefined ? 0 : Math.min(quantity, ...portions);
  for (const [id, perPortion] of recipe) left.set(id, (left.get(id) ?? 0) - perPortion * possible);
  return {
    menuItemId,
    name: dish?.name ?? name ?? menuItemId,
    requested: quantity,
    available: possible >= quantity,
    missing: quantity - possible,
    missingIngredients: recipe
      .filter((_, index) => portions[index]! < quantity)
      .map(([id]) => world.ingredients.get(id)?.name ?? id),
  };
}

/** What the dishes take out of the store. */
function needs(world: World, items: readonly LineItem[]): Map<Ingredient, number> {
  const total = new Map<Ingredient, number>();
  for (const { menuItemId, quantity } of items) {
    for (const [ingredientId, perPortion] of Object.entries(world.menu.get(menuItemId)?.recipe ?? {})) {
      const ingredient = find(world.ingredients, 'ingredient', ingredientId);
      total.set(ingredient, (total.get(ingredient) ?? 0) + perPortion * quantity);
    }
  }
  return total;
}

const isLow = (row: Ingredient) => row.onHand <= row.reorderLevel;

/** Changes the store and sends `stock.low` when the ingredient has just become low. */
function changeOnHand(context: HandlerContext, ingredient: Ingredient, change: number): void {
  const wasLow = isLow(ingredient);
  ingredient.onHand = Math.max(0, round(ingredient.onHand + change));
  ingredient.updatedAt = timeFromNow(context);
  if (!wasLow && isLow(ingredient)) context.emit('stock.low', lowStockItem(ingredient));
}

/** Three decimals; sums of recipe quantities would otherwise drift. */
const round = (quantity: number) => Math.round(quantity * 1000) / 1000;
