/**
 * True when the value takes more than about `maxBytes` as JSON. Stops as soon as that is certain, so a small value costs
 * little and a large one no more than the limit.
 */
export function exceedsSize(value: unknown, maxBytes: number): boolean {
  let left = maxBytes;
  const open: unknown[] = [value];
  while (open.length > 0 && left >= 0) left -= ownSize(open.pop(), open, left);
  return left < 0;
}

/** The bytes of a value without those inside it, which are put into `open`. */
function ownSize(value: unknown, open: unknown[], left: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  const children = Object.values(value);
  if (children.length > left) return children.length;
  for (const child of children) open.push(child);
  return Array.isArray(value) ? children.length + 2 : Object.keys(value).join('":,"').length + 2;
}
