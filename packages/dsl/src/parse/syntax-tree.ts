/**
 * The source as an immutable tree: every node knows where it stands. Offsets are UTF-16 units from the start of the
 * text, `end` is exclusive. Keys keep their order; aliases point at the node they stand for.
 */
export type SyntaxNode = SyntaxMap | SyntaxList | SyntaxScalar;

export interface SyntaxMap {
  readonly kind: 'map';
  readonly start: number;
  readonly end: number;
  readonly entries: readonly SyntaxEntry[];
}

export interface SyntaxEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SyntaxNode;
}

export interface SyntaxList {
  readonly kind: 'list';
  readonly start: number;
  readonly end: number;
  readonly items: readonly SyntaxNode[];
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface SyntaxScalar {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  readonly value: string | number | boolean | null;
}

/** The plain JSON value of a tree. A key such as `__proto__` becomes an ordinary own property. */
export function toValue(node: SyntaxNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toValue);
  const result: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    if (key === '__proto__') {
      Object.defineProperty(result, key, {
        value: toValue(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } else result[key] = toValue(value);
  }
  return result;
}
