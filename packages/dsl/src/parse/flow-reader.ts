import { plainValue, quotedScalar, unusual } from './plain-scalar.ts';
import type { SyntaxEntry, SyntaxNode, SyntaxScalar } from './syntax-tree.ts';

/** Reads `[ ]` and `{ }`; over several lines only where the whole text is one, as in JSON. */
export class FlowReader {
  private at: number;
  private readonly text: string;
  private readonly lines: boolean;
  private readonly spend: (depth: number) => void;

  constructor(text: string, start: number, lines: boolean, spend: (depth: number) => void) {
    this.text = text;
    this.at = start;
    this.lines = lines;
    this.spend = spend;
  }

  /** The offset behind what was read. */
  get end(): number {
    return this.at;
  }

  collection(depth: number): SyntaxNode {
    const start = this.at;
    const close = this.text[start] === '[' ? ']' : '}';
    const items: SyntaxNode[] = [];
    const entries = new Map<string, SyntaxEntry>();
    this.spend(depth);
    this.at += 1;
    this.space();
    while (this.text[this.at] !== close) {
      if (close === ']') items.push(this.value(depth + 1));
      else {
        const entry = this.entry(depth + 1);
        if (entries.has(entry.key)) unusual();
        entries.set(entry.key, entry);
      }
      this.space();
      if (this.text[this.at] === ',') {
        this.at += 1;
        this.space();
      } else if (this.text[this.at] !== close) unusual();
    }
    this.at += 1;
    if (close === ']') return { kind: 'list', start, end: this.at, items };
    return { kind: 'map', start, end: this.at, entries: [...entries.values()] };
  }

  private entry(depth: number): SyntaxEntry {
    const key = this.scalar();
    const name = this.text.slice(key.start, key.end);
    if (key.value === null || key.end - key.start > 1000) unusual();
    this.space();
    const after = this.text[this.at + 1];
    const spaced = key.style !== 'plain' || after === ' ' || after === '\n';
    if (this.text[this.at] !== ':' || !spaced) unusual();
    this.at += 1;
    this.space();
    const text = typeof key.value === 'string' ? key.value : name;
    return { key: text, keyStart: key.start, keyEnd: key.end, value: this.value(depth) };
  }

  private value(depth: number): SyntaxNode {
    const first = this.text[this.at];
    if (first === '[' || first === '{') return this.collection(depth);
    this.spend(depth);
    return this.scalar();
  }

  private scalar(): SyntaxScalar {
    const start = this.at;
    const first = this.text[start];
    if (first === '"' || first === "'") {
      const { value, end } = quotedScalar(this.text, start);
      this.at = end;
      return { kind: 'scalar', style: first === '"' ? 'double' : 'single', start, end, value };
    }
    const plain = /[^\s,[\]{}#&*!|>'"%@`?:-](?:[^\n,[\]{}:#]|:(?=[^\s,[\]{}])|(?<=\S)#)*|-?\d[\d.eE+-]*/y;
    plain.lastIndex = start;
    const raw = plain.exec(this.text)?.[0].trimEnd() ?? unusual();
    this.at = start + raw.length;
    return { kind: 'scalar', style: 'plain', start, end: this.at, value: plainValue(raw) };
  }

  private space() {
    for (;;) {
      const sign = this.text[this.at];
      if (sign === ' ') this.at += 1;
      else if (sign === '\n' && this.lines) this.at += 1;
      else if (sign === undefined || sign === '\n') return unusual();
      else return;
    }
  }
}
