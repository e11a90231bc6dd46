import { commonError, hasRole, type TenantContext } from '@parley/kernel';
import type { z } from 'zod';
import type { OperationSpec } from './operation.ts';

const PARTS = ['params', 'query', 'body'] as const;

/**
 * Validates the parts of a request against an operation's schemas and fills in defaults. All problems are reported at
 * once, each with the path to the value.
 */
export function parseInput(
  operation: OperationSpec,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const output: Record<string, unknown> = { ...input };
  const problems: { readonly path: string; readonly message: string }[] = [];
  for (const part of PARTS) {
    const schema = operation[part];
    if (!schema) continue;
    const result = schema.safeParse(input[part] ?? (part === 'body' ? undefined : {}));
    if (result.success) output[part] = result.data;
    else problems.push(...result.error.issues.map((issue) => describeIssue(part, issue)));
  }
  if (problems.length === 0) return output;
  const first = problems[0]!;
  throw commonError('invalid_request', `${first.path}: ${first.message}`, {
    hint: 'Compare the request with the operation in the API reference.',
    details: { problems },
  });
}

function describeIssue(part: string, issue: z.core.$ZodIssue): { path: string; message: string } {
  return { path: [part, ...issue.path.map(String)].join('.'), message: issue.message };
}

/** Raises `unauthenticated` without a context and `forbidden` when no role of the context is strong enough. */
export function requireRole(operation: OperationSpec, context: TenantContext | undefined): void {
  if (operation.role === 'public') return;
  if (!context) throw commonError('unauthenticated', 'This operation needs a tenant context');
  if (!hasRole(context, operation.role)) {
    throw commonError('forbidden', `This needs the role "${operation.role}"`, {
      hint: 'Ask an owner of the tenant for the role.',
    });
  }
}
