import type { Document } from 'yaml';
import type { Span } from '../diagnostics/diagnostic.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { childPointer, pointerSteps } from './pointer.ts';
import { readYaml } from './read-yaml.ts';
import { sourceOffset } from './scalar-offsets.ts';
import type { SyntaxEntry, SyntaxNode } from './syntax-tree.ts';

/** Where the parts of a definition stand in its text. Built lazily: a lookup walks the tree along the pointer. */
export interface SourceMap {
  readonly text: string;
  /** The syntax tree; undefined when the text could not be read at all. */
  readonly tree: SyntaxNode | undefined;
  /** Place of the value at a pointer, or of its nearest existing ancestor. */
  valueSpan(pointer: string): Span;
  /** Place of the key that leads to the pointer; of the value when it is an item of a list. */
  keySpan(pointer: string): Span;
  /** Place of a part of the text at a pointer; `start` and `end` are offsets in the value, not in the source. */
  textSpan(pointer: string, start: number, end: number): Span;
  /** The syntax node at a pointer. */
  node(pointer: string): SyntaxNode | undefined;
  /** The pointer of the innermost value whose key or value covers an offset. */
  pointerAt(offset: number): string;
  /** A span from two offsets. */
  span(start: number, end: number): Span;
  /** The text as an editable document of the `yaml` package, comments kept; read on each call. Undefined without tree. */
  document(): Document | undefined;
}

/** Builds the map of a text from its tree. */
export function createSourceMap(text: string, tree: SyntaxNode | undefined): SourceMap {
  const position = lineIndex(text);
  const span = (start: number, end: number): Span => ({ start, end, ...position(start) });
  const find = (pointer: string) => walk(tree, pointer);
  return {
    text,
    tree,
    span,
    node: (pointer) => find(pointer).node,
    valueSpan(pointer) {
      const { nearest } = find(pointer);
      return nearest ? span(nearest.start, nearest.end) : span(0, 0);
    },
    keySpan(pointer) {
      const { entry, nearest } = find(pointer);
      if (entry) return span(entry.keyStart, entry.keyEnd);
      return nearest ? span(nearest.start, nearest.end) : span(0, 0);
    },
    textSpan(pointer, start, end) {
      const { nearest } = find(pointer);
      if (nearest?.kind !== 'scalar') return nearest ? span(nearest.start, nearest.end) : span(0, 0);
      const from = sourceOffset(text, nearest, start);
      return span(from, end > start ? Math.max(sourceOffset(text, nearest, end - 1) + 1, from) : from);
    },
    pointerAt: (offset) => (tree ? innermost(tree, '', offset) : ''),
    document: () => (tree ? readYaml(text, DEFAULT_LIMITS, () => {}) : undefined),
  };
}

interface Found {
  readonly node: SyntaxNode | undefined;
  readonly nearest: SyntaxNode | undefined;
  readonly entry: SyntaxEntry | undefined;
}

function walk(tree: SyntaxNode | undefined, pointer: string): Found {
  let node = tree;
  let entry: SyntaxEntry | undefined;
  for (const step of pointerSteps(pointer)) {
    const parent: SyntaxNode | undefined = node;
    entry = undefined;
    node = undefined;
    if (parent?.kind === 'map') {
      entry = parent.entries.findLast((candidate) => candidate.key === step);
      node = entry?.value;
    } else if (parent?.kind === 'list') node = parent.items[Number(step)];
    if (!node) return { node: undefined, nearest: parent, entry: undefined };
  }
  return { node, nearest: node, entry };
}

function innermost(node: SyntaxNode, pointer: string, offset: number): string {
  if (node.kind === 'map') {
    const entry = node.entries.find(
      ({ keyStart, value }) => offset >= keyStart && offset <= Math.max(value.end, keyStart),
    );
    return entry ? innermost(entry.value, childPointer(pointer, entry.key), offset) : pointer;
  }
  if (node.kind === 'list') {
    const index = node.items.findIndex((item) => offset >= item.start && offset <= item.end);
    return index < 0 ? pointer : innermost(node.items[index]!, childPointer(pointer, index), offset);
  }
  return pointer;
}

/** Offset to line and column, both from 1, by binary search over the line starts. */
function lineIndex(text: string): (offset: number) => { line: number; column: number } {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
