import { unusual } from './plain-scalar.ts';
import type { SyntaxScalar } from './syntax-tree.ts';

/** Lines of a block scalar without their indentation; empty for blank ones. */
interface Lines {
  readonly lines: readonly string[];
  /** Offset behind the last line with content, and behind the blank lines after it. */
  readonly contentEnd: number;
  readonly end: number;
}

/** Reads a `|` or `>` scalar at `start`; answers the node and the offset of the line behind it. */
export function readBlockScalar(
  text: string,
  start: number,
  parentIndent: number,
): { node: SyntaxScalar; next: number } {
  const header = /[|>]([+-]?) *(?:\n|$)/y;
  header.lastIndex = start;
  const match = header.exec(text) ?? unusual();
  const { lines, contentEnd, end } = readLines(text, header.lastIndex, parentIndent);
  const chomp = match[1];
  const content = trimBlank(lines);
  const literal = text[start] === '|';
  const body = literal ? content.join('\n') : fold(content);
  const trailing = chomp === '+' ? '\n'.repeat(lines.length - content.length + (content.length > 0 ? 1 : 0)) : '\n';
  const value = chomp === '-' ? body : content.length === 0 && chomp !== '+' ? '' : body + trailing;
  const style = literal ? ('literal' as const) : ('folded' as const);
  return { node: { kind: 'scalar', style, value, start, end: chomp === '+' ? end : contentEnd }, next: end };
}

function readLines(text: string, from: number, parentIndent: number): Lines {
  const lines: string[] = [];
  const indent = contentIndent(text, from, parentIndent);
  let at = from;
  let contentEnd = from;
  while (at < text.length) {
    const { spaces, end } = measureLine(text, at);
    const blank = at + spaces === end;
    if (!blank && (indent === undefined || spaces < indent)) break;
    // A blank line longer than the indentation has spaces for content; one at the very end may not count as a line.
    if (blank && (spaces > (indent ?? 0) || end === text.length)) unusual();
    lines.push(blank ? '' : text.slice(at + indent!, end));
    if (!blank) contentEnd = Math.min(end + 1, text.length);
    at = end + 1;
  }
  return { lines, contentEnd, end: Math.min(at, text.length) };
}

/** The indentation of the first line with content, if that belongs to the scalar. */
function contentIndent(text: string, from: number, parentIndent: number): number | undefined {
  for (let at = from; at < text.length; ) {
    const { spaces, end } = measureLine(text, at);
    if (at + spaces < end) return spaces > parentIndent ? spaces : undefined;
    at = end + 1;
  }
  return undefined;
}

function measureLine(text: string, start: number): { spaces: number; end: number } {
  const newline = text.indexOf('\n', start);
  const end = newline < 0 ? text.length : newline;
  let at = start;
  while (at < end && text[at] === ' ') at++;
  return { spaces: at - start, end };
}

function trimBlank(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}

/** Joins lines by spaces and blank lines by line breaks; indented lines, which stay as they are, are left to the library. */
function fold(lines: readonly string[]): string {
  if (lines[0] === '' || lines.some((line) => line.startsWith(' '))) unusual();
  return lines.join('\n').replace(/\n(\n*)/g, (_all, blank: string) => blank || ' ');
}
