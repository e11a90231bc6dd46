import { charge } from '../runtime/meter.ts';
import type { Json } from './json.ts';
import { isArray, isContainer } from './kind.ts';

/** Takes fuel for a value as large as it is written out, parts that are shared counted each time. */
export function chargeForSize(value: Json): void {
  const stack: Json[] = [value];
  while (stack.length > 0) {
    const part = stack.pop()!;
    if (typeof part === 'string') charge(part.length / 64);
    if (!isContainer(part)) continue;
    const items = isArray(part) ? part : Object.values(part);
    charge(2 + items.length);
    for (const item of items) if (isContainer(item) || typeof item === 'string') stack.push(item);
  }
}
