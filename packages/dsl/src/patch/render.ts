import type { ScalarStyle, SyntaxNode } from '../parse/syntax-tree.ts';
import { type BlockLayout, type BlockSlot, blockLayout, isFlow } from './block-layout.ts';
import { type EditChild, type EditList, type EditMap, type EditNode, editedValue } from './edit-tree.ts';
import { flowText } from './flow-text.ts';
import { isBlank, lineComment, lineStart, restOfLine, shifted } from './lines.ts';
import { blockEntry, blockText, keyText } from './new-text.ts';

/**
 * Writes an edited tree: what was not touched exactly as it stands in `text`, what is new as plain YAML, or as JSON in a
 * JSON text. Comments go with the entry below them. What it gives is to be read again and compared: YAML that this does
 * not foresee (anchors, keys over several lines) can come out wrong.
 */
export function renderTree(text: string, root: EditNode): string {
  return new Renderer(text, root).document(root);
}

type Container = EditMap | EditList;

class Renderer {
  private readonly text: string;
  private readonly json: boolean;
  private readonly newline: string;
  private readonly layouts = new Map<SyntaxNode, BlockLayout>();

  constructor(text: string, root: EditNode) {
    this.text = text;
    this.json = root.source !== undefined && isFlow(text, root.source);
    this.newline = text.includes('\r\n') ? '\r\n' : '\n';
  }

  document(root: EditNode): string {
    const { text } = this;
    const { source } = root;
    if (root.kind === 'leaf') return source ? text : blockText(editedValue(root));
    if (!source) return blockText(editedValue(root));
    if (isFlow(text, source)) return text.slice(0, source.start) + this.flow(root) + text.slice(source.end);
    const { start, end } = this.layout(source)!;
    return text.slice(0, start) + this.lines(root, 0) + text.slice(end);
  }

  private flow(node: Container): string {
    return flowText(this.text, node, this.json);
  }

  /** How a block map or list of the source stands; undefined for everything else. */
  private layout(node: SyntaxNode | undefined): BlockLayout | undefined {
    if (!node || node.kind === 'scalar' || isFlow(this.text, node)) return undefined;
    const known = this.layouts.get(node) ?? blockLayout(this.text, node);
    this.layouts.set(node, known);
    return known;
  }

  /** The lines of a block map or list, its keys or dashes in the given column. */
  private lines(node: Container, column: number): string {
    const layout = this.layout(node.source);
    const pieces = node.children.map((child, index) => {
      const piece = this.entry(child, node.kind, column);
      const blank = isBlank(restOfLine(piece, 0));
      if (index === 0 && !(child.origin?.container === node.source && child.origin?.index === 0)) {
        return piece.replace(/^(?:[ \t]*\r?\n)+/, '');
      }
      return index > 0 && layout?.spaced && !blank ? this.newline + piece : piece;
    });
    const last = layout?.slots.at(-1);
    if (layout && last) pieces.push(shifted(this.text.slice(last.end, layout.end), column - layout.column));
    const used = pieces.filter((piece) => piece !== '');
    return used
      .map((piece, index) => (index < used.length - 1 && !piece.endsWith('\n') ? piece + this.newline : piece))
      .join('');
  }

  /** An entry or item with its comments, as lines with the key or dash in the given column. */
  private entry(child: EditChild, kind: Container['kind'], column: number): string {
    const container = child.origin?.container;
    const layout = container?.kind === kind ? this.layout(container) : undefined;
    if (!layout) return this.newEntry(child, kind, column);
    const slot = layout.slots[child.origin!.index]!;
    const above = slot.inline ? '' : this.text.slice(slot.start, lineStart(this.text, slot.keyStart));
    const lines = `${above}${' '.repeat(layout.column)}${this.body(child, kind, slot, layout.column)}`;
    return shifted(lines, column - layout.column);
  }

  /** An entry of the source from its key on, in the columns of the source. */
  private body(child: EditChild, kind: Container['kind'], slot: BlockSlot, column: number): string {
    const { text } = this;
    const { node } = child;
    if (node.source !== slot.value) return this.replaced(child, kind, slot, column);
    const key = writtenKey(text, child, slot);
    if (node.kind === 'leaf') return key + text.slice(slot.keyEnd, slot.end);
    const layout = this.layout(node.source);
    if (layout && node.children.length > 0) {
      const lines = this.lines(node, layout.column);
      const inner = layout.slots[0]!.inline ? lines.slice(layout.column) : lines;
      return key + text.slice(slot.keyEnd, layout.start) + inner + text.slice(layout.end, slot.end);
    }
    const filled = slot.value.end - slot.value.start > 2;
    if (layout || (!filled && node.children.length > 0)) return this.replaced(child, kind, slot, column);
    return key + text.slice(slot.keyEnd, slot.value.start) + this.flow(node) + text.slice(slot.value.end, slot.end);
  }

  /** An entry of the source that has another value now; comments on its line and below it stay. */
  private replaced(child: EditChild, kind: Container['kind'], slot: BlockSlot, column: number): string {
    const { text } = this;
    const { value } = slot;
    const comment = this.commentOf(slot);
    const fresh = this.newEntry(child, kind, column, value.kind === 'scalar' ? value.style : undefined).slice(column);
    const plainKey = kind === 'map' ? keyText(child.key) : '-';
    const entry = fresh.startsWith(plainKey) ? writtenKey(text, child, slot) + fresh.slice(plainKey.length) : fresh;
    const first = restOfLine(entry, 0).trimEnd();
    return first + comment + entry.slice(first.length) + text.slice(slot.valueEnd, slot.end);
  }

  /** The comment on the line of a key: behind a value of one line, or behind the key or mark in front of a longer one. */
  private commentOf({ value, keyEnd }: BlockSlot): string {
    if (this.layout(value)?.slots[0]?.inline) return '';
    const oneLine = value.kind === 'scalar' && value.style !== 'literal' && value.style !== 'folded';
    return lineComment(this.text, oneLine || isFlow(this.text, value) ? Math.max(value.end, keyEnd) : keyEnd);
  }

  /** An entry without a place in the source; what was moved into it keeps its comments. */
  private newEntry(child: EditChild, kind: Container['kind'], column: number, style?: ScalarStyle): string {
    const { key, node } = child;
    const indent = ' '.repeat(column);
    if (node.kind !== 'leaf' && node.children.length > 0 && (!node.source || this.layout(node.source))) {
      const inner = this.lines(node, column + 2);
      return kind === 'map'
        ? `${indent}${keyText(key)}:${this.newline}${inner}`
        : `${indent}- ${inner.slice(column + 2)}`;
    }
    const entry = blockEntry(kind === 'map' ? key : undefined, editedValue(node), style);
    return shifted(this.newline === '\n' ? entry : entry.replaceAll('\n', this.newline), column);
  }
}

/** The key as it was written, unless it got another name; the dash of an item. */
function writtenKey(text: string, { key, origin }: EditChild, { keyStart, keyEnd }: BlockSlot): string {
  const container = origin!.container;
  const renamed = container.kind === 'map' && container.entries[origin!.index]!.key !== key;
  return renamed ? keyText(key) : text.slice(keyStart, keyEnd);
}
