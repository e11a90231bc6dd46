import { isObject } from '@parley/kernel';
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { alignLists } from '../compare/align-lists.ts';
import { sameJson } from '../compare/same-json.ts';

/**
 * Brings a document of the `yaml` package to another value and leaves the nodes alone whose value is right, with their
 * comments. Aliases whose value changes are replaced by what they stood for.
 */
export function syncDocument(document: Document, value: unknown): void {
  document.contents = syncNode(document, document.contents as Node | null, value) as typeof document.contents;
}

function syncNode(document: Document, node: Node | null, value: unknown): Node {
  if (node && sameJson(node.toJS(document), value)) return node;
  if (isMap(node) && isObject(value)) return syncMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return syncList(document, node, value);
  const made = document.createNode(value, { aliasDuplicateObjects: false }) as Node;
  if (node && !isAlias(node) && isScalar(node) === isScalar(made)) copyComments(node, made);
  return made;
}

function copyComments(from: Node, to: Node): void {
  to.comment = from.comment ?? null;
  to.commentBefore = from.commentBefore ?? null;
}

function syncMap(document: Document, map: YAMLMap, value: Record<string, unknown>): Node {
  const keyOf = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : '');
  map.items = map.items.filter((pair) => Object.hasOwn(value, keyOf(pair)));
  const known = new Map(map.items.map((pair) => [keyOf(pair), pair]));
  for (const [key, part] of Object.entries(value)) {
    const pair = known.get(key);
    if (pair) pair.value = syncNode(document, pair.value as Node | null, part);
    else map.items.push(document.createPair(key, part, { aliasDuplicateObjects: false }));
  }
  return map;
}

function syncList(document: Document, list: YAMLSeq, value: readonly unknown[]): Node {
  const nodes = list.items as (Node | null)[];
  const { pairs } = alignLists(
    nodes.map((node) => node?.toJS(document) as unknown),
    value,
  );
  const kept = new Map(pairs.map(([before, after]) => [after, nodes[before] ?? null]));
  list.items = value.map((item, index) => syncNode(document, kept.get(index) ?? null, item));
  return list;
}
