import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import { childPointer } from '../parse/pointer.ts';

/** The order of the keys of the maps that are constructs of the language, by pointer. */
export type KeyOrder = ReadonlyMap<string, readonly string[]>;

/**
 * Brings a document into canonical form in place: keys in the order of the language, block style, the plainest
 * quoting, at most one blank line. Comments and values stay. Keys are left where they are in a document with aliases,
 * because an alias must come after its anchor.
 */
export function makeCanonical(document: Document, order: KeyOrder): void {
  let aliases = false;
  visit(document, {
    Alias() {
      aliases = true;
    },
    Collection(_key, node) {
      node.flow = node.items.length === 0;
      plainTag(node);
    },
    Scalar(_key, node) {
      plainTag(node);
      delete node.type;
      if (typeof node.value !== 'number') delete node.source;
    },
  });
  if (!aliases) sortKeys(document.contents as Node | null, '', order);
  dropLeadingBlank(document.contents as Node | null);
}

function plainTag(node: { tag?: string }): void {
  if (node.tag?.startsWith('tag:yaml.org,2002:')) delete node.tag;
}

function sortKeys(node: Node | null, pointer: string, order: KeyOrder): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) sortKeys(item as Node, childPointer(pointer, index), order);
  }
  if (!isMap(node)) return;
  const keys = order.get(pointer);
  if (keys) sortMap(node, keys);
  for (const pair of node.items) sortKeys(pair.value as Node | null, childPointer(pointer, keyOf(pair)), order);
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function sortMap(map: YAMLMap, keys: readonly string[]): void {
  const ranks = new Map(keys.map((key, index) => [key, index]));
  const rank = (pair: Pair): number => ranks.get(keyOf(pair)) ?? keys.length;
  const sorted = map.items.toSorted((a, b) => rank(a) - rank(b));
  if (sorted.every((pair, index) => pair === map.items[index])) return;
  moveComment(map);
  map.items = sorted;
}

/** A comment above the first key is kept at the map; before keys move it must go to its key. */
function moveComment(map: YAMLMap): void {
  const first = map.items[0]?.key;
  if (!map.commentBefore || !isScalar(first)) return;
  first.commentBefore = [map.commentBefore, first.commentBefore].filter(Boolean).join('\n');
  delete map.commentBefore;
}

/** No blank line between a key and the first entry below it. */
function dropLeadingBlank(node: Node | null): void {
  if (!node || isAlias(node) || !isCollection(node)) return;
  delete node.spaceBefore;
  for (const [index, item] of node.items.entries()) {
    const entry = isMap(node) ? ((item as Pair).key as Node) : (item as Node | null);
    if (index === 0 && entry) delete entry.spaceBefore;
    dropLeadingBlank(isMap(node) ? ((item as Pair).value as Node | null) : (item as Node | null));
  }
}
