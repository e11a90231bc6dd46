import type { SyntaxList, SyntaxMap, SyntaxNode } from '../parse/syntax-tree.ts';

/** An entry of a flow map or an item of a flow list. */
export interface FlowSlot {
  /** Behind the bracket or comma in front of it. */
  readonly start: number;
  /** The key, or the value of an item. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SyntaxNode;
}

/** How a flow map or list stands in its text. */
export interface FlowLayout {
  readonly slots: readonly FlowSlot[];
  /** What stands before the closing bracket. */
  readonly tail: string;
}

export function flowLayout(text: string, node: SyntaxMap | SyntaxList): FlowLayout {
  const parts =
    node.kind === 'map'
      ? node.entries.map(({ keyStart, keyEnd, value }) => ({ keyStart, keyEnd, value }))
      : node.items.map((value) => ({ keyStart: value.start, keyEnd: value.start, value }));
  let start = node.start + 1;
  const slots = parts.map((part) => {
    const slot = { start, ...part };
    start = behindComma(text, part.value.end, node.end);
    return slot;
  });
  const last = slots.at(-1);
  const tailStart = last && !text.slice(last.value.end, node.end - 1).includes(',') ? last.value.end : start;
  return { slots, tail: text.slice(Math.min(tailStart, node.end - 1), node.end - 1) };
}

/** Behind the comma that follows a value, comments being passed over. */
function behindComma(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    if (text[at] === ',') return at + 1;
    if (text[at] === '#') {
      const newline = text.indexOf('\n', at);
      if (newline < 0) return limit;
      at = newline;
    }
  }
  return limit;
}
