import type { Severity } from '../diagnostics/codes.ts';
import { type Diagnostic, type Fix, type Span, severityOf } from '../diagnostics/diagnostic.ts';
import type { SourceMap } from '../parse/source-map.ts';
import type { Finding } from './site.ts';

/** The severity of a finding: its own, or the one of the table. */
export function severity(finding: Finding): Severity {
  return finding.severity ?? severityOf(finding.code);
}

/** Gives a finding its place in the text, and its fix where one is known. */
export function locate(finding: Finding, source: SourceMap | undefined): Diagnostic {
  const { code, pointer, message, hint, related } = finding;
  const span = source && spanOf(finding, source);
  const fix = source && span && fixOf(finding, source, span);
  return {
    code,
    severity: severity(finding),
    message,
    pointer,
    span,
    ...(hint !== undefined && { hint }),
    ...(related && { related: [{ ...related, span: source?.keySpan(related.pointer) }] }),
    ...(fix && { fix }),
  };
}

function spanOf({ within, pointer, atKey }: Finding, source: SourceMap): Span {
  if (within) return source.textSpan(pointer, within.start, within.end);
  return atKey ? source.keySpan(pointer) : source.valueSpan(pointer);
}

function fixOf(finding: Finding, source: SourceMap, { start, end }: Span): Fix | undefined {
  const original = source.text.slice(start, end);
  const edit = (title: string, text: string): Fix => ({ title, edits: [{ start, end, text }] });
  if (finding.quoteIt) return edit('Put it in quotes', `'${original}'`);
  const { replacement } = finding;
  if (replacement === undefined) return undefined;
  if (finding.replaces) {
    const part = source.textSpan(finding.pointer, finding.replaces.start, finding.replaces.end);
    const text = inScalar(source, finding.pointer, replacement);
    return { title: `Write ${replacement}`, edits: [{ start: part.start, end: part.end, text }] };
  }
  return edit(`Replace by ${replacement}`, finding.within ? replacement : inStyleOf(original, replacement));
}

/** Writes a part of a text as it has to stand between the quotes of the scalar at a pointer. */
function inScalar(source: SourceMap, pointer: string, text: string): string {
  const node = source.node(pointer);
  if (node?.kind !== 'scalar') return text;
  if (node.style === 'double') return JSON.stringify(text).slice(1, -1);
  return node.style === 'single' ? text.replaceAll("'", "''") : text;
}

/** Writes a text so that it can stand where `original` stood: in its kind of quotes, plain only where that is safe. */
function inStyleOf(original: string, text: string): string {
  if (original.startsWith('"') || text.includes('\n')) return JSON.stringify(text);
  const plain = !original.startsWith("'") && /^[a-zA-Z_][\w./-]*$/.test(text);
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}
