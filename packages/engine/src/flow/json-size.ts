/**
 * True when the value takes more than about `maxBytes` as JSON. Stops as soon as that is certain, so a small value costs
 * little and a large one no more than the limit.
 */
export function exceedsSize(value: unknown, maxBytes: number): boolean {
  if (!isContainer(value)) return ownSize(value) > maxBytes;
  const open: object[] = [value];
  let left = maxBytes;
  while (left >= 0) {
    const next = open.pop();
    if (!next) return false;
    left -= Array.isArray(next) ? arraySize(next, open, left) : objectSize(next as Record<string, unknown>, open, left);
  }
  return true;
}

/** The bytes of an array, without the arrays and objects inside it, which are put into `open`. */
function arraySize(items: readonly unknown[], open: object[], left: number): number {
  let size = items.length + 2;
  if (size > left) return size;
  for (const item of items) {
    if (isContainer(item)) open.push(item);
    else size += ownSize(item);
  }
  return size;
}

function objectSize(record: Readonly<Record<string, unknown>>, open: object[], left: number): number {
  const names = Object.keys(record);
  if (names.length > left) return names.length;
  // Between two names stand two quotation marks, a colon and a comma.
  let size = names.length === 0 ? 2 : 4 * names.length - 2;
  for (const name of names) {
    size += name.length;
    const item = record[name];
    if (isContainer(item)) open.push(item);
    else size += ownSize(item);
  }
  return size;
}

function ownSize(value: unknown): number {
  return typeof value === 'string' ? value.length + 2 : 4;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
