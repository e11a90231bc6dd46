import type { Ingredient, MenuItem, Money, Station, Supplier } from '../records.ts';

/** US dollars from cents. */
export const usd = (cents: number): Money => ({ amount: cents, currency: 'USD' });

const dish = (
  key: string,
  sku: string,
  name: string,
  cents: number,
  station: Station,
  recipe: Record<string, number>,
): MenuItem => ({ menuItemId: `menu_${key}`, sku, name, price: usd(cents), station, recipe });

export const MENU: readonly MenuItem[] = [
  dish('margherita', 'PIZ-001', 'Margherita pizza', 1450, 'oven', {
    ing_dough: 0.25,
    ing_tomato: 0.12,
    ing_mozzarella: 0.15,
    ing_basil: 0.01,
  }),
  dish('pepperoni', 'PIZ-002', 'Pepperoni pizza', 1650, 'oven', {
    ing_dough: 0.25,
    ing_tomato: 0.12,
    ing_mozzarella: 0.15,
    ing_pepperoni: 0.08,
  }),
  dish('burger', 'GRL-001', 'House burger', 1580, 'grill', {
    ing_beef: 0.18,
    ing_bun: 1,
    ing_lettuce: 0.03,
    ing_tomato: 0.04,
  }),
  dish('salmon', 'GRL-002', 'Grilled salmon', 2350, 'grill', { ing_salmon: 0.2, ing_lettuce: 0.05 }),
  dish('wings', 'FRY-001', 'Crispy chicken wings', 1290, 'fryer', { ing_chicken: 0.35, ing_oil: 0.05 }),
  dish('fries', 'FRY-002', 'French fries', 590, 'fryer', { ing_potato: 0.25, ing_oil: 0.03 }),
  dish('caesar', 'CLD-001', 'Caesar salad', 1190, 'cold', { ing_lettuce: 0.15, ing_parmesan: 0.03, ing_chicken: 0.1 }),
  dish('tiramisu', 'PAS-001', 'Tiramisu', 890, 'pastry', { ing_mascarpone: 0.1, ing_coffee: 0.02 }),
];

const supplier = (key: string, name: string, host: string, phone: string, leadTimeDays: number): Supplier => ({
  supplierId: `sup_${key}`,
  name,
  email: `orders@${host}.example`,
  phone,
  leadTimeDays,
});

export const SUPPLIERS: readonly Supplier[] = [
  supplier('dairy', 'Hudson Valley Dairy', 'hudsondairy', '+12125550141', 2),
  supplier('produce', 'Green Acre Produce', 'greenacre', '+12125550142', 1),
  supplier('meat', 'Brooklyn Butchers', 'bkbutchers', '+12125550143', 2),
  supplier('fish', 'Fulton Fish Company', 'fultonfish', '+12125550144', 1),
  supplier('dry', 'Atlantic Dry Goods', 'atlanticdry', '+12125550145', 4),
];

type Stock = readonly [onHand: number, reorderLevel: number];

/** Everything is plentiful except coffee and parmesan, which are low, so that `listLowStock` has something to say. */
export function ingredients(at: string): Ingredient[] {
  const entry = (
    key: string,
    name: string,
    category: Ingredient['category'],
    unit: Ingredient['unit'],
    [onHand, reorderLevel]: Stock,
    supplierKey: string,
    cents: number,
  ): Ingredient => ({
    ingredientId: `ing_${key}`,
    name,
    category,
    unit,
    onHand,
    reserved: 0,
    reorderLevel,
    supplierId: `sup_${supplierKey}`,
    unitCost: usd(cents),
    updatedAt: at,
  });
  return [
    entry('dough', 'Pizza dough', 'bakery', 'kg', [40, 10], 'dry', 220),
    entry('tomato', 'Tomatoes', 'produce', 'kg', [30, 8], 'produce', 340),
    entry('mozzarella', 'Mozzarella', 'dairy', 'kg', [24, 8], 'dairy', 890),
    entry('basil', 'Basil', 'produce', 'kg', [2, 0.5], 'produce', 1800),
    entry('pepperoni', 'Pepperoni', 'meat', 'kg', [12, 4], 'meat', 1250),
    entry('beef', 'Ground beef', 'meat', 'kg', [35, 10], 'meat', 1090),
    entry('bun', 'Burger buns', 'bakery', 'piece', [180, 60], 'dry', 45),
    entry('lettuce', 'Romaine lettuce', 'produce', 'kg', [18, 5], 'produce', 310),
    entry('salmon', 'Salmon fillet', 'fish', 'kg', [14, 4], 'fish', 2450),
    entry('chicken', 'Chicken', 'meat', 'kg', [42, 12], 'meat', 720),
    entry('oil', 'Frying oil', 'dry', 'l', [60, 20], 'dry', 260),
    entry('potato', 'Potatoes', 'produce', 'kg', [75, 20], 'produce', 140),
    entry('parmesan', 'Parmesan', 'dairy', 'kg', [1.5, 3], 'dairy', 2100),
    entry('mascarpone', 'Mascarpone', 'dairy', 'kg', [9, 3], 'dairy', 980),
    entry('coffee', 'Coffee beans', 'beverage', 'kg', [2, 6], 'dry', 1950),
  ];
}
