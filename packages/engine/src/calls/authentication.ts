import type { AuthenticationPolicy, AuthenticationReference } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { ResolvedAuthentication } from '../ports/effects.ts';
import { standardError } from '../problem.ts';

/** Evaluates an authentication; the result holds secrets and must only travel to an effect. */
export type ResolveAuthentication = (scope: Scope, input: unknown) => ResolvedAuthentication | undefined;

const NONE: ResolveAuthentication = () => undefined;

/** Compiles an authentication given in place, by its name in `use.authentications`, or with credentials from a secret. */
export function compileAuthentication(
  reference: AuthenticationReference | undefined,
  pointer: string,
  context: CompileContext,
): ResolveAuthentication {
  if (!reference) return NONE;
  const policy = 'use' in reference ? context.named('authentications', reference.use, `${pointer}/use`) : reference;
  const [scheme, credentials] = Object.entries(policy ?? {})[0] ?? [];
  if (scheme === undefined) return NONE;
  if (isObject(credentials) && typeof credentials.use === 'string') {
    const secret = credentials.use;
    return (scope) => asPolicy(scheme, fromSecret(secret, scope.execution.secret(secret)));
  }
  const template = context.template(credentials, `${pointer}/${scheme}`);
  return (scope, input) => asPolicy(scheme, template.evaluate(scope, input));
}

function fromSecret(name: string, value: unknown): unknown {
  const parsed = typeof value === 'string' ? parse(value) : value;
  if (isObject(parsed)) return parsed;
  throw standardError('authorization', `The secret "${name}" is not an object with the credentials' fields`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asPolicy(scheme: string, credentials: unknown): ResolvedAuthentication {
  return { [scheme]: credentials } as unknown as AuthenticationPolicy;
}
