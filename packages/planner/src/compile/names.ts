import type { Operation } from '@parley/dsl';
import { identifier } from '../plan/builder.ts';
import type { FlowIR } from '../plan/flow.ts';

const MAX_LABEL = 63;

/** A DNS label for a title: lower-case letters, digits and hyphens, at most 63. */
export function slug(title: string): string {
  const label = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LABEL)
    .replace(/^-+|-+$/g, '');
  return label === '' ? 'workflow' : label;
}

/** The name each operation has in `use.functions`: its own, with its connection's before it where two share one. */
export function functionNames(operations: readonly Operation[]): Map<string, string> {
  const count = new Map<string, number>();
  for (const { name } of operations) count.set(identifier(name), (count.get(identifier(name)) ?? 0) + 1);
  return new Map(
    operations.map((operation) => {
      const own = identifier(operation.name);
      return [operation.id, count.get(own) === 1 ? own : identifier(`${operation.connection} ${operation.name}`)];
    }),
  );
}

/** The operations a plan calls, in order of their first use. */
export function usedOperations(flow: FlowIR, operations: readonly Operation[]): Operation[] {
  const ids = new Set(flow.steps.flatMap((step) => (step.kind === 'call' && step.op !== null ? [step.op] : [])));
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return [...ids].flatMap((id) => byId.get(id) ?? []);
}
