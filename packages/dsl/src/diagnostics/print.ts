import { lineStart } from '../patch/lines.ts';
import type { Diagnostic } from './diagnostic.ts';

const MAX_LINE = 160;

/**
 * Writes a finding for a terminal: place, code and message, then the source line with a caret under the span, then
 * the hint. `name` stands for the file; without `text` or span only the first line and the hint are written.
 */
export function printDiagnostic(diagnostic: Diagnostic, text?: string, name = 'workflow'): string {
  const { span } = diagnostic;
  const place = span ? `${name}:${span.line}:${span.column}` : `${name}${diagnostic.pointer}`;
  const out = [`${place}: ${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`];
  if (span && text !== undefined) out.push(...excerpt(text, span.start, span.end, span.line));
  for (const related of diagnostic.related ?? []) {
    const where = related.span ? `${name}:${related.span.line}:${related.span.column}` : related.pointer;
    out.push(`  note: ${related.message} (${where})`);
  }
  if (diagnostic.hint) out.push(`  help: ${diagnostic.hint}`);
  return out.join('\n');
}

function excerpt(text: string, start: number, end: number, lineNumber: number): string[] {
  const begin = lineStart(text, start);
  const newline = text.indexOf('\n', begin);
  const lineEnd = newline < 0 ? text.length : newline;
  // A very long line is cut to a window around the span.
  const from = start - begin > MAX_LINE / 2 ? start - MAX_LINE / 2 : begin;
  const shown = text
    .slice(from, Math.min(lineEnd, from + MAX_LINE))
    .replaceAll('\t', ' ')
    .trimEnd();
  const width = Math.max(1, Math.min(end, lineEnd, from + MAX_LINE) - start);
  const gutter = String(lineNumber);
  const margin = ' '.repeat(gutter.length);
  return [`${margin} |`, `${gutter} | ${shown}`, `${margin} | ${' '.repeat(start - from)}${'^'.repeat(width)}`];
}
