import { isObject } from '@parley/kernel';

/** A copy of a value with another one at some steps below it; maps on the way are made where they are missing. */
export function withValueAt(root: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((item, index) => (String(index) === step ? withValueAt(item, rest, value) : item));
  }
  const owner = isObject(root) ? root : {};
  const known = Object.hasOwn(owner, step);
  const inner = withValueAt(known ? owner[step] : undefined, rest, value);
  const entries = Object.entries(owner).map(([key, old]): [string, unknown] => [key, key === step ? inner : old]);
  return Object.fromEntries(known ? entries : [...entries, [step, inner]]);
}
