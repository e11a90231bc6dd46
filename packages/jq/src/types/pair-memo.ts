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
      result = new LazyType(nameOf(a, b, sign), () => operation(resolve(a), resolve(b)));
      row.set(b, result);
    }
    return result;
  };
}

/** Names of combinations grow with each step; longer ones help nobody. */
const MAX_NAME = 60;

/** The name of a combination, of those sides that have one. */
function nameOf(a: Slot, b: Slot, sign: string): string {
  const names = [a, b].map((slot) => (slot instanceof LazyType ? slot.name : '')).filter((name) => name !== '');
  const text = [...new Set(names)].join(sign);
  return text.length <= MAX_NAME ? text : '';
}
