import { LazyType, resolve, type Slot, type Type } from './type.ts';

/**
 * An operation on two slots that keeps cyclic types finite: with a lazy side it returns a lazy result, the same one for
 * the same pair, so that walking two cyclic types together closes the cycle again.
 */
export function onSlots(operation: (a: Type, b: Type) => Type, sign: string): (a: Slot, b: Slot) => Slot {
  const memo = new WeakMap<Slot, WeakMap<Slot, LazyType>>();
  return (a, b) => {
    if (a === b) return a;
    if (!(a instanceof LazyType) && !(b instanceof LazyType)) return operation(a, b);
    const row = memo.get(a) ?? new WeakMap<Slot, LazyType>();
    memo.set(a, row);
    let result = row.get(b);
    if (result === undefined) {
      result = new LazyType(`${nameOf(a)}${sign}${nameOf(b)}`, () => operation(resolve(a), resolve(b)));
      row.set(b, result);
    }
    return result;
  };
}

/** Names of combinations grow with each step; beyond this length they help nobody. */
const MAX_NAME = 60;

const nameOf = (slot: Slot): string => (slot instanceof LazyType ? slot.name.slice(0, MAX_NAME) : '');
