import type { Operation } from '@parley/dsl';

/** What is injected into every call of one operation. */
export type Fault = { readonly operation: string } & (
  | { readonly kind: 'status'; readonly status: number; readonly summary?: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'slow' }
);

/** How long a system takes that answers late, and how long one is waited for that does not answer: as calls do. */
export const SLOW_MS = 20_000;
export const SILENT_MS = 30_000;

const UNAVAILABLE = 503;
/** Statuses that say something about the business, where an API document lists them. */
const TELLING: ReadonlySet<number> = new Set([404, 409, 422]);

/** The faults that are worth a rehearsal of an operation. */
export function faultsOf({ id, errors }: Pick<Operation, 'id' | 'errors'>): Fault[] {
  const listed = errors.filter(({ status }) => TELLING.has(status));
  return [
    { operation: id, kind: 'status', status: UNAVAILABLE },
    { operation: id, kind: 'silence' },
    { operation: id, kind: 'slow' },
    ...listed.map(({ status, summary }): Fault => ({ operation: id, kind: 'status', status, summary })),
  ];
}

/** The name of a run with the fault. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'status':
      return `${fault.operation} fails with ${fault.status}`;
    case 'silence':
      return `${fault.operation} does not answer`;
    case 'slow':
      return `${fault.operation} answers after ${SLOW_MS / 1_000} s`;
  }
}

/** What the system does, in words: `does not answer`. */
export function faultWords(fault: Fault): string {
  if (fault.kind === 'silence') return 'does not answer';
  if (fault.kind === 'slow') return `takes ${SLOW_MS / 1_000} s to answer`;
  return `answers ${fault.status}${fault.summary ? ` (${fault.summary})` : ''}`;
}
