import type { SyntaxScalar } from './syntax-tree.ts';

/** Length in the source of an escape of a double-quoted scalar, by the character after the backslash; 2 when missing. */
const ESCAPE_LENGTHS: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/**
 * Offset in the source of the character at `offset` of a scalar's value. Walks value and source side by side: both have
 * the same characters apart from white space, quotes and escapes, whatever the style.
 */
export function sourceOffset(source: string, node: SyntaxScalar, offset: number): number {
  if (typeof node.value !== 'string') return node.start;
  let at = contentStart(source, node);
  for (let index = 0; index < offset && at < node.end; index++) {
    at = passCharacter(source, at, node, node.value[index]!);
  }
  return Math.min(skipToContent(source, at, node, node.value[offset]), node.end);
}

function contentStart(source: string, node: SyntaxScalar): number {
  if (node.style === 'plain') return node.start;
  if (node.style === 'single' || node.style === 'double') return node.start + 1;
  const newline = source.indexOf('\n', node.start);
  return newline < 0 ? node.end : newline + 1;
}

function passCharacter(source: string, at: number, node: SyntaxScalar, character: string): number {
  const here = skipToContent(source, at, node, character);
  if (node.style === 'double' && source[here] === '\\') return here + (ESCAPE_LENGTHS[source[here + 1]!] ?? 2);
  if (node.style === 'single' && character === "'") return here + 2;
  // A folded line break stands for a space; an indentation stands for nothing.
  if (isSpace(character) && source[here] !== character) return isSpace(source[here]) ? here + 1 : here;
  return here + 1;
}

/** Skips what the source has in front of a character and the value has not: indentation, line continuations. */
function skipToContent(source: string, at: number, node: SyntaxScalar, character: string | undefined): number {
  let here = at;
  for (;;) {
    if (node.style === 'double' && source[here] === '\\' && source[here + 1] === '\n') here += 2;
    else if (character !== undefined && !isSpace(character) && isSpace(source[here]) && here < node.end) here += 1;
    else return here;
  }
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}
