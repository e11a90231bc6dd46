import type { Endpoint } from '@parley/dsl';
import { isExpression } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { ResourceLocation } from '../ports/effects.ts';
import { standardError } from '../problem.ts';
import { compileAuthentication } from './authentication.ts';
import { hasDotSegment } from './dot-segments.ts';

/** Where a call goes: an absolute address and its credentials. */
export type ResolveEndpoint = (scope: Scope, input: unknown) => ResourceLocation;

/**
 * Compiles an endpoint: a URI, an expression, or a URI template whose simple variables (RFC 6570, level 1) are
 * properties of the input or variables in scope.
 */
export function compileEndpoint(endpoint: Endpoint, pointer: string, context: CompileContext): ResolveEndpoint {
  const uri = typeof endpoint === 'string' ? endpoint : endpoint.uri;
  const authentication =
    typeof endpoint === 'string'
      ? () => undefined
      : compileAuthentication(endpoint.authentication, `${pointer}/authentication`, context);
  const address = compileAddress(uri, pointer, context);
  return (scope, input) => {
    const resolved = authentication(scope, input);
    const location = { uri: address(scope, input) };
    return resolved ? { ...location, authentication: resolved } : location;
  };
}

function compileAddress(
  uri: string,
  pointer: string,
  context: CompileContext,
): (scope: Scope, input: unknown) => string {
  if (isExpression(uri)) {
    const template = context.template(uri, pointer);
    return (scope, input) => absolute(template.evaluate(scope, input));
  }
  if (uri.includes('{') || !URL.canParse(uri)) return (scope, input) => absolute(expand(uri, scope, input));
  return () => uri;
}

function expand(uri: string, scope: Scope, input: unknown): string {
  const expanded = uri.replaceAll(/\{([\w.-]+)\}/g, (_, name: string) => {
    const own = isObject(input) && Object.hasOwn(input, name) ? input[name] : undefined;
    return encodeURIComponent(segment(name, own ?? scope.variables[name]));
  });
  if (hasDotSegment(uri) || !hasDotSegment(expanded)) return expanded;
  throw standardError('validation', 'A value in the address cannot be "." or "..": the call would go elsewhere');
}

function segment(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw standardError('expression', `The address needs "${name}", which is not a text or number in the task's input`);
}

function absolute(address: unknown): string {
  if (typeof address === 'string' && URL.canParse(address)) return address;
  throw standardError('configuration', `${JSON.stringify(address)} is not an absolute address`);
}
