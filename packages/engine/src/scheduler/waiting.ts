import type { Waiting } from '../ports/store.ts';
import type { Awaited, Operation } from './operation.ts';

/**
 * What parked operations wait for together; undefined when one of them has work in hand or there are none. Operations
 * that a suspension holds back wait for nothing.
 */
export function collectWaiting(operations: Iterable<Operation<unknown>>): Waiting | undefined {
  let all: Exclude<Awaited, 'busy'>[] | undefined;
  for (const operation of operations) {
    all ??= [];
    if (!operation.begun) continue;
    const awaited = operation.awaited();
    if (awaited === 'busy') return undefined;
    all.push(awaited);
  }
  return all && together(all);
}

function together(all: readonly Exclude<Awaited, 'busy'>[]): Waiting {
  let wakeAt: number | undefined;
  const signals: string[] = [];
  const eventTypes: string[] = [];
  const children: string[] = [];
  for (const awaited of all) {
    if ('wakeAt' in awaited) wakeAt = Math.min(wakeAt ?? awaited.wakeAt, awaited.wakeAt);
    else if ('signal' in awaited) signals.push(awaited.signal);
    else if ('child' in awaited) children.push(awaited.child);
    else eventTypes.push(...awaited.eventTypes);
  }
  return { signals, eventTypes: [...new Set(eventTypes)], children, ...(wakeAt !== undefined && { wakeAt }) };
}

/** True when both wait for the same. */
export function sameWaiting(a: Waiting, b: Waiting | undefined): boolean {
  return b !== undefined && a.wakeAt === b.wakeAt && sameList(a.signals, b.signals) && sameRest(a, b);
}

function sameRest(a: Waiting, b: Waiting): boolean {
  return sameList(a.eventTypes, b.eventTypes) && sameList(a.children, b.children);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
