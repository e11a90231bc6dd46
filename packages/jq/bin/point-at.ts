import type { Span } from '../src/index.ts';

/** A place in a source as people read it. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The line, and carets under the part of the span that is on it. */
  readonly excerpt: readonly [string, string];
}

/** Where a span of a source begins. */
export function pointAt(source: string, { start, end }: Span): Place {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const nextBreak = source.indexOf('\n', lineStart);
  const lineEnd = nextBreak < 0 ? source.length : nextBreak;
  const line = source.slice(0, lineStart).split('\n').length;
  const carets = Math.max(1, Math.min(end, lineEnd) - start);
  return {
    line,
    column: start - lineStart + 1,
    excerpt: [`  ${source.slice(lineStart, lineEnd)}`, `  ${' '.repeat(start - lineStart)}${'^'.repeat(carets)}`],
  };
}
