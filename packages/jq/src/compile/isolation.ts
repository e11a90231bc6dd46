import type { Expression } from '../ast.ts';

/** True if an expression does not look at its input, so that its value cannot contain parts of it. */
export function isIsolated(node: Expression): boolean {
  switch (node.kind) {
    case 'literal':
    case 'variable':
    case 'location':
      return true;
    case 'array':
      return node.body === null || isIsolated(node.body);
    case 'object':
      return node.entries.every(({ key, value }) => isIsolated(key) && isIsolated(value));
    case 'index':
      return isIsolated(node.target) && isIsolated(node.key);
    case 'pipe':
      return isIsolated(node.left);
    case 'binary':
    case 'alternative':
      return isIsolated(node.left) && isIsolated(node.right);
    case 'interpolation':
      return node.parts.every((part) => part.kind === 'text' || isIsolated(part));
    default:
      return false;
  }
}

/** True if an expression always makes a new array or object. */
export function isFresh(node: Expression): boolean {
  return (node.kind === 'array' && node.body !== null) || (node.kind === 'object' && node.entries.length > 0);
}
