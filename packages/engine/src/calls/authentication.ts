import type { AuthenticationPolicy, AuthenticationReference } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { ResolvedAuthentication } from '../ports/effects.ts';

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
    return (scope) => asPolicy(scheme, credentialsIn(scope.execution.secret(secret)));
  }
  const template = context.template(credentials, `${pointer}/${scheme}`);
  return (scope, input) => asPolicy(scheme, template.evaluate(scope, input));
}

/** The fields of a secret that holds credentials, as an object or its JSON text. What is missing the call will refuse. */
function credentialsIn(value: unknown): object {
  const parsed = typeof value === 'string' ? parse(value) : value;
  return isObject(parsed) ? parsed : {};
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
