import type { SyntaxNode } from '../parse/syntax-tree.ts';
import { isFlow } from './block-layout.ts';
import { type EditChild, type EditList, type EditMap, editedValue } from './edit-tree.ts';
import { type FlowLayout, flowLayout } from './flow-layout.ts';
import { lineStart } from './lines.ts';
import { flowKey, flowValue } from './new-text.ts';

type Container = EditMap | EditList;

/** Writes an edited map or list in braces or brackets: what was not touched as it stands in `text`. */
export function flowText(text: string, node: Container, json: boolean): string {
  const [open, close] = node.kind === 'map' ? ['{', '}'] : ['[', ']'];
  const { source } = node;
  if (node.children.length === 0) return open + close;
  if (!source || source.kind === 'scalar' || !isFlow(text, source)) return newText(editedValue(node), json, undefined);
  const layout = flowLayout(text, source);
  if (layout.slots.length === 0) return newText(editedValue(node), json, indentOf(text, source.start));
  const pieces = node.children.map((child, index) => {
    const piece = flowEntry(text, child, source, layout, json);
    return (piece.comment || leadAt(text, layout, index)) + piece.body;
  });
  return open + pieces.join(',') + layout.tail + close;
}

interface Piece {
  readonly body: string;
  /** White space and comments in front of it, when there are comments. */
  readonly comment: string;
}

function flowEntry(text: string, child: EditChild, source: SyntaxNode, layout: FlowLayout, json: boolean): Piece {
  const { origin, node, key } = child;
  const slot = origin?.container === source ? layout.slots[origin.index] : undefined;
  const map = source.kind === 'map';
  if (!slot) {
    const indent = layout.slots[0] && lineIndent(text, layout.slots[0].keyStart);
    return { body: (map ? `${flowKey(key, json)}: ` : '') + newText(editedValue(node), json, indent), comment: '' };
  }
  const lead = text.slice(slot.start, slot.keyStart);
  const written = text.slice(slot.keyStart, slot.keyEnd);
  const renamed = source.kind === 'map' && source.entries[origin!.index]!.key !== key;
  const head = (renamed ? flowKey(key, json) : written) + text.slice(slot.keyEnd, slot.value.start);
  const comment = lead.includes('#') ? lead : '';
  if (node.source !== slot.value) {
    return { body: head + newText(editedValue(node), json, lineIndent(text, slot.keyStart)), comment };
  }
  if (node.kind === 'leaf') return { body: head + text.slice(slot.value.start, slot.value.end), comment };
  return { body: head + flowText(text, node, json), comment };
}

/** The white space in front of the piece at an index, as its neighbours have it. */
function leadAt(text: string, { slots }: FlowLayout, index: number): string {
  const slot = slots[index === 0 ? 0 : Math.min(1, slots.length - 1)]!;
  const lead = text.slice(slot.start, slot.keyStart).replace(/#.*/g, '');
  return index > 0 && slots.length === 1 && lead === '' ? ' ' : lead;
}

/** A new value; in a text of several lines JSON is broken into lines as well. */
function newText(value: unknown, json: boolean, indent: string | undefined): string {
  if (!json || indent === undefined) return flowValue(value, json);
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

/** The indentation of the line that an entry begins; undefined when something stands before it on the line. */
function lineIndent(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return before.trim() === '' ? before : undefined;
}

/** The indentation of the line that holds an offset; undefined when the text has one line. */
function indentOf(text: string, offset: number): string | undefined {
  if (!text.trimEnd().includes('\n')) return undefined;
  return /^\s*/.exec(text.slice(lineStart(text, offset), offset))![0];
}
