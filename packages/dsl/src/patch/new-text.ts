import { Document, type Node, Scalar, type ToStringOptions, type YAMLSeq } from 'yaml';
import type { ScalarStyle } from '../parse/syntax-tree.ts';

const STYLE: ToStringOptions = { lineWidth: 0, singleQuote: true, nullStr: 'null' };

const TYPES: Readonly<Partial<Record<ScalarStyle, Scalar.Type>>> = {
  single: Scalar.QUOTE_SINGLE,
  double: Scalar.QUOTE_DOUBLE,
  literal: Scalar.BLOCK_LITERAL,
  folded: Scalar.BLOCK_FOLDED,
};

/** An entry of a block map, or an item of a block list when the key is undefined, as lines that begin in column 0. */
export function blockEntry(key: string | undefined, value: unknown, style?: ScalarStyle): string {
  const document = new Document(key === undefined ? [null] : new Map([[key, null]]), { aliasDuplicateObjects: false });
  const node = document.createNode(value, { aliasDuplicateObjects: false }) as Node;
  if (node instanceof Scalar && typeof value === 'string' && style && TYPES[style]) node.type = TYPES[style];
  document.set(key ?? 0, node);
  return document.toString(STYLE);
}

/** A whole document. */
export function blockText(value: unknown): string {
  return new Document(value, { aliasDuplicateObjects: false }).toString(STYLE);
}

/** A key as it is written in front of a colon. */
export function keyText(key: string): string {
  const entry = blockEntry(key, null);
  return entry.slice(0, entry.lastIndexOf(': null'));
}

/** A value in one line, as it can stand in braces and brackets; with `json` as JSON. */
export function flowValue(value: unknown, json: boolean): string {
  if (json) return JSON.stringify(value);
  const document = new Document([value], { aliasDuplicateObjects: false });
  (document.contents as Node as YAMLSeq).flow = true;
  const text = document.toString({ ...STYLE, flowCollectionPadding: true }).trim();
  return text.includes('\n') ? JSON.stringify(value) : text.slice(1, -1).trim();
}

/** A key as it is written in front of a colon in braces. */
export function flowKey(key: string, json: boolean): string {
  return json ? JSON.stringify(key) : flowValue(key, false);
}
