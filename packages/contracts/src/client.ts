import type { TenantContext } from '@parley/kernel';
import type { Client, Handlers, OperationSpec, Operations } from './operation.ts';
import { parseInput, requireRole } from './validation.ts';

type AnyHandler = (context: TenantContext | undefined, input: unknown) => Promise<unknown>;

/**
 * A client that calls a module's handlers in the same process. Input is validated and roles are checked exactly as
 * over HTTP, so that splitting the services changes no behaviour.
 */
export function createInProcessClient<T extends Operations>(operations: T, handlers: Handlers<T>): Client<T> {
  const entries = Object.entries(operations).map(([id, operation]) => {
    const handler = handlers[id] as unknown as AnyHandler;
    return [id, (context: TenantContext | undefined, input: unknown) => callLocal(operation, handler, context, input)];
  });
  return Object.fromEntries(entries) as Client<T>;
}

async function callLocal(
  operation: OperationSpec,
  handler: AnyHandler,
  context: TenantContext | undefined,
  input: unknown,
): Promise<unknown> {
  requireRole(operation, context);
  return handler(context, parseInput(operation, input as Record<string, unknown>));
}
