import type { Call, Expression } from '../ast.ts';
import { SIGNATURES } from '../builtins/signatures.ts';
import { forEachChild } from './children.ts';
import { findFunction, type Scope } from './scope.ts';

/**
 * True if every error that can come out of an expression is a message (a string): it raises nothing itself by `error`
 * and calls builtins only.
 */
export function raisesMessagesOnly(node: Expression, scope: Scope): boolean {
  if (node.kind === 'define') return false;
  if (node.kind === 'call' && !isQuietBuiltin(node, scope)) return false;
  let result = true;
  forEachChild(node, (child) => {
    result &&= raisesMessagesOnly(child, scope);
  });
  return result;
}

function isQuietBuiltin(node: Call, scope: Scope): boolean {
  const arity = node.arguments.length;
  if (node.name === 'error' || findFunction(scope, node.name, arity) !== undefined) return false;
  return SIGNATURES.has(`${node.name}/${arity}`);
}
