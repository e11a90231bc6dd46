import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts';
import { composeTree } from './compose.ts';
import { DEFAULT_LIMITS, type ParseLimits } from './limits.ts';
import { readQuickly } from './quick-reader.ts';
import { readYaml } from './read-yaml.ts';
import type { Report } from './report.ts';
import { createSourceMap, type SourceMap } from './source-map.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** A text as a tree; `tree` is undefined when nothing could be read. Findings concern YAML only, not the workflow. */
export interface ParsedText {
  readonly source: SourceMap;
  readonly tree: SyntaxNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML 1.2 or JSON. Never throws, whatever the text. */
export function parseText(text: string, limits: ParseLimits = DEFAULT_LIMITS): ParsedText {
  const diagnostics: Diagnostic[] = [];
  const places = createSourceMap(text, undefined);
  const report: Report = (code, message, start, end) => {
    if (diagnostics.length >= limits.maxDiagnostics) return;
    diagnostics.push({ code, severity: severityOf(code), message, pointer: '', span: places.span(start, end) });
  };
  const tree = readTree(text, limits, report);
  return { source: createSourceMap(text, tree), tree, diagnostics };
}

function readTree(text: string, limits: ParseLimits, report: Report): SyntaxNode | undefined {
  if (text.length > limits.maxLength) {
    report('limit_exceeded', `The text has ${text.length} characters, ${limits.maxLength} are allowed`, 0, 0);
    return undefined;
  }
  const { tree, stoppedAt } = readQuickly(text, limits);
  if (tree) return tree;
  if (text.length > limits.maxUnusualLength) {
    const message = `From here on the text is wrong, or takes longer to read than a text of ${text.length} characters may`;
    report('limit_exceeded', message, stoppedAt, stoppedAt);
    return undefined;
  }
  let failed = false;
  const document = readYaml(text, limits, (...finding) => {
    failed = true;
    report(...finding);
  });
  return document && !failed ? composeTree(document, limits, report) : undefined;
}
