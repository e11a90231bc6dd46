import { keepKinds, type Slot, type Type, unknownType } from '@parley/jq';

/** Parts of one type that are followed; a larger type is cut down to its kinds. */
const MAX_PARTS = 20_000;

const SIZES = new WeakMap<object, number>();

/** The type, or its kinds alone when it is too large to go on with. */
export function bounded(type: Type): Type {
  return sizeOf(type) <= MAX_PARTS ? type : kindsOf(type);
}

function kindsOf(type: Type): Type {
  return keepKinds(unknownType, type.kinds);
}

/** Parts of a type as a tree; what is computed on demand counts as one. Each shared part is measured once. */
function sizeOf(slot: Slot): number {
  if (!('kinds' in slot)) return 1;
  if (slot.objects === undefined && slot.arrays === undefined) return 1;
  const known = SIZES.get(slot);
  if (known !== undefined) return known;
  let size = 1;
  for (const { prefix, rest } of slot.arrays ?? []) {
    size += sizeOf(rest);
    for (const item of prefix) size += sizeOf(item);
  }
  for (const { properties, additional } of slot.objects ?? []) {
    size += sizeOf(additional);
    for (const property of properties.values()) size += sizeOf(property.type);
  }
  SIZES.set(slot, size);
  return size;
}
