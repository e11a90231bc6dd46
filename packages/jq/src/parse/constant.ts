import type { Expression } from '../ast.ts';

/** The kind of value that an expression always is, where its form alone tells; undefined otherwise. */
export type ConstantKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/**
 * What jq's parser takes for a constant: literals, arithmetic and comparisons of literals, arrays and objects of constants.
 * Used to refuse a constant that is no string as an object key.
 */
export function constantKind(node: Expression): ConstantKind | undefined {
  switch (node.kind) {
    case 'literal':
      return node.value === null ? 'null' : (typeof node.value as ConstantKind);
    case 'array':
      return node.body === null || isConstantList(node.body) ? 'array' : undefined;
    case 'object':
      return node.entries.every((entry) => isConstantEntry(entry)) ? 'object' : undefined;
    case 'location':
      return 'object';
    case 'binary':
      return binaryKind(node);
    case 'pipe':
      return pipeKind(node);
    default:
      return undefined;
  }
}

function isConstantList(body: Expression): boolean {
  const items = body.kind === 'comma' ? body.items : [body];
  return items.every((item) => constantKind(item) !== undefined);
}

function isConstantEntry(entry: { key: Expression; value: Expression }): boolean {
  return constantKind(entry.key) === 'string' && constantKind(entry.value) !== undefined;
}

/** `.` in a pipeline adds nothing. */
function pipeKind(node: Expression & { kind: 'pipe' }): ConstantKind | undefined {
  if (node.left.kind === 'identity') return constantKind(node.right);
  return node.right.kind === 'identity' ? constantKind(node.left) : undefined;
}

function binaryKind(node: Expression & { kind: 'binary' }): ConstantKind | undefined {
  const left = constantKind(node.left);
  const right = constantKind(node.right);
  if (left === undefined || right === undefined) return undefined;
  if (node.operator.length === 2 || node.operator === '<' || node.operator === '>') return 'boolean';
  if (left === 'null' && node.operator === '+') return right;
  return left;
}
