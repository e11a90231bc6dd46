import { isObject } from '@parley/kernel';
import { type SyntaxNode, toValue } from '../parse/syntax-tree.ts';

/**
 * A definition while it is edited: maps and lists that were touched are mutable, everything else is a leaf that remembers
 * where it stands in the source, so that it can be written back as it was.
 */
export type EditNode = EditLeaf | EditMap | EditList;

export interface EditLeaf {
  readonly kind: 'leaf';
  /** The untouched source; undefined for a new value. */
  readonly source: SyntaxNode | undefined;
  readonly value: unknown;
}

export interface EditMap {
  readonly kind: 'map';
  readonly source: SyntaxNode | undefined;
  readonly children: EditChild[];
}

export interface EditList {
  readonly kind: 'list';
  readonly source: SyntaxNode | undefined;
  readonly children: EditChild[];
}

/** An entry of a map or an item of a list, whose `key` is empty. */
export interface EditChild {
  key: string;
  node: EditNode;
  /** Where it stood in the source; undefined for something new. */
  readonly origin: Origin | undefined;
}

/** The place of an entry or item: its container and its index there. */
export interface Origin {
  readonly container: SyntaxNode;
  readonly index: number;
}

export function newLeaf(value: unknown): EditLeaf {
  return { kind: 'leaf', source: undefined, value };
}

export function sourceLeaf(source: SyntaxNode): EditLeaf {
  return { kind: 'leaf', source, value: undefined };
}

/** The node as a map or list whose children can be changed; a scalar stays what it is. */
export function opened(node: EditNode): EditNode {
  if (node.kind !== 'leaf') return node;
  return node.source ? openSource(node.source, node) : openValue(node.value, node);
}

function openSource(source: SyntaxNode, leaf: EditLeaf): EditNode {
  if (source.kind === 'scalar') return leaf;
  if (source.kind === 'list') {
    const children = source.items.map((item, index) => child('', sourceLeaf(item), { container: source, index }));
    return { kind: 'list', source, children };
  }
  const children = source.entries.map(({ key, value }, index) =>
    child(key, sourceLeaf(value), { container: source, index }),
  );
  return { kind: 'map', source, children };
}

function openValue(value: unknown, leaf: EditLeaf): EditNode {
  if (Array.isArray(value)) {
    return { kind: 'list', source: undefined, children: value.map((item) => child('', newLeaf(item), undefined)) };
  }
  if (!isObject(value)) return leaf;
  const children = Object.entries(value).map(([key, part]) => child(key, newLeaf(part), undefined));
  return { kind: 'map', source: undefined, children };
}

export function child(key: string, node: EditNode, origin: Origin | undefined): EditChild {
  return { key, node, origin };
}

/** The JSON value of an edited node. */
export function editedValue(node: EditNode): unknown {
  if (node.kind === 'leaf') return node.source ? toValue(node.source) : node.value;
  if (node.kind === 'list') return node.children.map((item) => editedValue(item.node));
  // Unlike an assignment this makes a key such as `__proto__` an ordinary property.
  return Object.fromEntries(node.children.map(({ key, node: part }) => [key, editedValue(part)]));
}
