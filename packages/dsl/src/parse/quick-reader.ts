import { readBlockScalar } from './block-scalar.ts';
import { FlowReader } from './flow-reader.ts';
import type { ParseLimits } from './limits.ts';
import { plainValue, quotedScalar, Unusual, unusual } from './plain-scalar.ts';
import type { SyntaxEntry, SyntaxNode } from './syntax-tree.ts';

// Tabs, carriage returns and control characters have rules of their own.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SPECIAL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;

/**
 * Reads the part of YAML that definitions are written in: block maps and lists, scalars on one line, block scalars,
 * flow collections on one line, comments, JSON. About thirty times as fast as the `yaml` package, which reads
 * everything else: anchors, tags, scalars over several lines, and every text with an error in it. A tree is the same one
 * that the package would give; without one the text is for the package, and `stoppedAt` tells about where it gets unusual.
 */
export function readQuickly(text: string, limits: ParseLimits): QuickRead {
  const special = text.search(SPECIAL);
  if (special >= 0) return { tree: undefined, stoppedAt: special };
  const reader = new QuickReader(text, limits);
  try {
    return { tree: reader.document(), stoppedAt: text.length };
  } catch (error) {
    if (error instanceof Unusual) return { tree: undefined, stoppedAt: reader.offset };
    throw error;
  }
}

export interface QuickRead {
  readonly tree: SyntaxNode | undefined;
  readonly stoppedAt: number;
}

class QuickReader {
  /** Offset of the current content and its column; column -1 at the end of the text. */
  private at = 0;
  private column = -1;
  private nodes = 0;
  private readonly text: string;
  private readonly limits: ParseLimits;

  constructor(text: string, limits: ParseLimits) {
    this.text = text;
    this.limits = limits;
  }

  /** Where the current line's content begins. */
  get offset(): number {
    return this.at;
  }

  document(): SyntaxNode {
    this.nextContent(0);
    if (this.column < 0) unusual();
    const root = this.block(0);
    if (this.column >= 0) unusual();
    return root;
  }

  /** Goes to the next line with content, from the start of a line. */
  private nextContent(lineStart: number): void {
    const { text } = this;
    let start = lineStart;
    while (start < text.length) {
      let at = start;
      while (text[at] === ' ') at++;
      if (text[at] !== '\n' && text[at] !== '#' && at < text.length) {
        this.at = at;
        this.column = at - start;
        if (this.column === 0) this.refuseMarker();
        return;
      }
      const newline = text.indexOf('\n', at);
      start = newline < 0 ? text.length : newline + 1;
    }
    this.column = -1;
    this.at = text.length;
  }

  private refuseMarker(): void {
    const { text, at } = this;
    if (text[at] === '%' || text.startsWith('---', at) || text.startsWith('...', at)) unusual();
  }

  private readonly spend = (depth: number): void => {
    this.nodes += 1;
    if (this.nodes > this.limits.maxNodes || depth > this.limits.maxDepth) unusual();
  };

  private block(depth: number): SyntaxNode {
    if (this.isItem(this.at)) return this.list(this.column, depth);
    if (this.isKey(this.at)) return this.map(this.column, depth);
    if (this.column !== 0 || depth !== 0) unusual();
    return this.flow(this.at, depth, -1);
  }

  private isItem(at: number): boolean {
    return this.text[at] === '-' && isBlank(this.text[at + 1]);
  }

  /** Whether a line begins with `key:`. */
  private isKey(at: number): boolean {
    const first = this.text[at]!;
    if (first === '"' || first === "'") return this.text[quotedScalar(this.text, at).end] === ':';
    return first !== '[' && first !== '{' && this.colon(at) >= 0;
  }

  /** Offset of the first `:` that ends a key on this line, or -1. */
  private colon(from: number): number {
    const { text } = this;
    for (let at = from; at < text.length && text[at] !== '\n'; at++) {
      if (text[at] === ':' && isBlank(text[at + 1])) return at;
      if (text[at] === '#' && text[at - 1] === ' ') return -1;
    }
    return -1;
  }

  private map(column: number, depth: number): SyntaxNode {
    this.spend(depth);
    const start = this.at;
    const entries: SyntaxEntry[] = [];
    const names = new Set<string>();
    while (this.column === column) {
      const { key, keyStart, keyEnd, after } = this.key();
      if (names.has(key)) unusual();
      names.add(key);
      entries.push({ key, keyStart, keyEnd, value: this.value(after, column, depth + 1, true) });
    }
    if (this.column > column) unusual();
    return { kind: 'map', start, end: entries.at(-1)!.value.end, entries };
  }

  private key(): { key: string; keyStart: number; keyEnd: number; after: number } {
    const { text, at: keyStart } = this;
    const first = text[keyStart]!;
    if (first === '"' || first === "'") {
      const { value, end } = quotedScalar(text, keyStart);
      if (text[end] !== ':' || !isBlank(text[end + 1])) unusual();
      return { key: value, keyStart, keyEnd: end, after: end + 1 };
    }
    const colon = this.colon(keyStart);
    if (colon < 0 || colon - keyStart > 1000 || isIndicator(first)) unusual();
    const key = text.slice(keyStart, colon).trimEnd();
    if (key === '' || plainValue(key) === null) unusual();
    return { key, keyStart, keyEnd: keyStart + key.length, after: colon + 1 };
  }

  private list(column: number, depth: number): SyntaxNode {
    this.spend(depth);
    const start = this.at;
    const items: SyntaxNode[] = [];
    while (this.column === column && this.isItem(this.at)) {
      const after = this.at + 1;
      const content = this.skipSpaces(after);
      const compact = !this.endsHere(content) && (this.isItem(content) || this.isKey(content));
      if (compact) {
        this.column += content - this.at;
        this.at = content;
        items.push(this.block(depth + 1));
      } else items.push(this.value(after, column, depth + 1, false));
    }
    if (this.column > column) unusual();
    return { kind: 'list', start, end: items.at(-1)!.end, items };
  }

  /** What stands behind `key:` or `-`; goes on to the next content. */
  private value(after: number, parent: number, depth: number, inMap: boolean): SyntaxNode {
    const at = this.skipSpaces(after);
    if (this.endsHere(at)) return this.below(after, at, parent, depth, inMap);
    const first = this.text[at]!;
    if (first === '|' || first === '>') {
      this.spend(depth);
      const { node, next } = readBlockScalar(this.text, at, parent);
      return this.leave(node, next, parent);
    }
    if (first === '[' || first === '{') return this.flow(at, depth, parent);
    this.spend(depth);
    if (first === '"' || first === "'") {
      const { value, end } = quotedScalar(this.text, at);
      const style = first === '"' ? ('double' as const) : ('single' as const);
      return this.leave({ kind: 'scalar', style, value, start: at, end }, this.lineEnd(end), parent);
    }
    return this.plain(at, parent);
  }

  private below(after: number, at: number, parent: number, depth: number, inMap: boolean): SyntaxNode {
    this.nextContent(this.lineEnd(at));
    const nested = this.column > parent;
    if (nested || (inMap && this.column === parent && this.isItem(this.at))) return this.block(depth);
    this.spend(depth);
    return { kind: 'scalar', style: 'plain', value: null, start: after, end: after };
  }

  private plain(start: number, parent: number): SyntaxNode {
    const { text } = this;
    const first = text[start]!;
    if (isIndicator(first) && !(first === '-' && !isBlank(text[start + 1]))) unusual();
    if (this.colon(start) >= 0) unusual();
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline < 0 ? text.length : newline);
    const comment = line.indexOf(' #');
    const raw = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
    const end = start + raw.length;
    return this.leave(
      { kind: 'scalar', style: 'plain', value: plainValue(raw), start, end },
      this.lineEnd(end),
      parent,
    );
  }

  private flow(start: number, depth: number, parent: number): SyntaxNode {
    const first = this.text[start];
    if (first !== '[' && first !== '{') unusual();
    const reader = new FlowReader(this.text, start, parent < 0, this.spend);
    const node = reader.collection(depth);
    return this.leave(node, this.lineEnd(reader.end), parent);
  }

  /** Goes on behind a value; what follows may not be indented more than the value's owner. */
  private leave(node: SyntaxNode, next: number, parent: number): SyntaxNode {
    this.nextContent(next);
    if (this.column > parent) unusual();
    return node;
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (this.text[at] === ' ') at++;
    return at;
  }

  /** Whether nothing but a comment follows on the line. */
  private endsHere(at: number): boolean {
    const sign = this.text[at];
    return sign === undefined || sign === '\n' || (sign === '#' && this.text[at - 1] === ' ');
  }

  /** Offset of the next line; only a comment may stand before it. */
  private lineEnd(from: number): number {
    const at = this.skipSpaces(from);
    if (!this.endsHere(at)) unusual();
    const newline = this.text.indexOf('\n', at);
    return newline < 0 ? this.text.length : newline + 1;
  }
}

function isBlank(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\n' || sign === undefined;
}

function isIndicator(sign: string): boolean {
  return '?-:,[]{}#&*!|>\'"%@`'.includes(sign);
}
