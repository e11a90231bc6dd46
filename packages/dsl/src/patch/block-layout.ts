import type { SyntaxList, SyntaxMap, SyntaxNode } from '../parse/syntax-tree.ts';
import { isBlank, lineStart, nextLine, restOfLine } from './lines.ts';

/** An entry of a block map or an item of a block list with everything around it that goes where it goes. */
export interface BlockSlot {
  /** Start of the comments and blank lines above it. */
  readonly start: number;
  /** The key or the dash. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Behind its value and the comment on that line. */
  readonly valueEnd: number;
  /** Behind the comments after that which are indented deeper than the key. */
  readonly end: number;
  readonly value: SyntaxNode;
  /** True when it stands behind the dash of the list around it. */
  readonly inline: boolean;
}

/** How a block map or list stands in its text. */
export interface BlockLayout {
  readonly slots: readonly BlockSlot[];
  /** Column, from 0, of the keys or dashes. */
  readonly column: number;
  /** From the first slot to the end of the comments that are indented like the keys. */
  readonly start: number;
  readonly end: number;
  /** True when entries are separated by blank lines. */
  readonly spaced: boolean;
}

/** True for a map or list in braces or brackets. */
export function isFlow(text: string, node: SyntaxNode): boolean {
  return node.kind !== 'scalar' && (text[node.start] === '{' || text[node.start] === '[');
}

/** Divides a block map or list into its entries. Comments go with the entry below, deeper ones with the entry above. */
export function blockLayout(text: string, node: SyntaxMap | SyntaxList): BlockLayout {
  const keys = keyPlaces(text, node);
  const { keyStart: firstKey } = keys[0]!;
  const firstLine = lineStart(text, firstKey);
  const column = firstKey - firstLine;
  const firstInline = !isBlank(text.slice(firstLine, firstKey));
  const slots: BlockSlot[] = [];
  let start = firstInline ? firstKey : aboveStart(text, firstLine);
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1];
    const limit = next ? lineStart(text, next.keyStart) : text.length;
    const valueEnd = behindValue(text, key.value);
    const end = endOfComments(text, valueEnd, limit, column + 1);
    slots.push({ ...key, start, valueEnd, end, inline: firstInline && index === 0 });
    start = end;
  }
  const spaced = slots.length > 1 && slots.slice(1).every((slot) => isBlank(restOfLine(text, slot.start)));
  const ownIndent = node.kind === 'list' && isCompact(text, slots[0]!.start, column) ? column + 1 : column;
  const end = endOfComments(text, start, text.length, ownIndent);
  return { slots, column, start: slots[0]!.start, end, spaced };
}

interface KeyPlace {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SyntaxNode;
}

function keyPlaces(text: string, node: SyntaxMap | SyntaxList): KeyPlace[] {
  if (node.kind === 'map') return node.entries.map(({ keyStart, keyEnd, value }) => ({ keyStart, keyEnd, value }));
  const column = node.start - lineStart(text, node.start);
  return node.items.map((value, index) => {
    const keyStart = index === 0 ? node.start : dashBefore(text, value.start, column);
    return { keyStart, keyEnd: keyStart + 1, value };
  });
}

/** The dash of an item: the last one above its value in the column of the list. */
function dashBefore(text: string, offset: number, column: number): number {
  for (let line = lineStart(text, offset); ; line = lineStart(text, line - 1)) {
    const at = line + column;
    const dashed = at <= offset && text[at] === '-' && /^[\s-]*$/.test(text.slice(line, at));
    if (dashed || line === 0) return at;
  }
}

/** True for a list whose dashes stand in the column of its key: comments there belong to what follows. */
function isCompact(text: string, start: number, column: number): boolean {
  const above = start === 0 ? '' : restOfLine(text, lineStart(text, start - 1));
  return above.trim() !== '' && above.length - above.trimStart().length === column;
}

/** Start of the comments and blank lines right above a line. */
function aboveStart(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!/^\s*(?:#.*)?$/.test(text.slice(above, start - 1))) break;
    start = above;
  }
  return start;
}

/** Behind the last comment of at least this indentation among the comments and blank lines from `from` to `limit`. */
function endOfComments(text: string, from: number, limit: number, indent: number): number {
  let end = from;
  for (let line = from; line < limit; line = nextLine(text, line)) {
    const content = restOfLine(text, line);
    if (isBlank(content)) continue;
    const spaces = content.length - content.trimStart().length;
    if (content[spaces] !== '#' || spaces < indent) break;
    end = nextLine(text, line);
  }
  return end;
}

/** Behind the line on which a value ends; a block scalar ends with its last line break. */
function behindValue(text: string, value: SyntaxNode): number {
  return value.end > value.start && text[value.end - 1] === '\n' ? value.end : nextLine(text, value.end);
}
