import { type Document, parseDocument, type YAMLError } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts';
import { composeTree } from './compose.ts';
import { DEFAULT_LIMITS, type ParseLimits } from './limits.ts';
import { readQuickly } from './quick-reader.ts';
import { createSourceMap, type SourceMap } from './source-map.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** A text as a tree; `tree` is undefined when nothing could be read. Findings concern YAML only, not the workflow. */
export interface ParsedText {
  readonly source: SourceMap;
  readonly tree: SyntaxNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_SYNTAX_ERRORS = 5;

/** Reads YAML 1.2 or JSON. Never throws, whatever the text. */
export function parseText(text: string, limits: ParseLimits = DEFAULT_LIMITS): ParsedText {
  const diagnostics: Diagnostic[] = [];
  let tree: SyntaxNode | undefined;
  const positions = createSourceMap(text.length > limits.maxLength ? '' : text, undefined);
  const report = (code: DiagnosticCode, message: string, start: number, end: number): void => {
    const span = positions.span(start, Math.max(end, start));
    diagnostics.push({ code, severity: severityOf(code), message, pointer: '', span });
  };
  if (text.length > limits.maxLength) {
    report('limit_exceeded', `The text has ${text.length} characters, ${limits.maxLength} are allowed`, 0, 0);
    return { source: positions, tree: undefined, diagnostics };
  }
  tree = readQuickly(text, limits);
  if (!tree) {
    const document = readYaml(text, report);
    if (document && diagnostics.length === 0) tree = composeTree(document, limits, report);
  }
  return { source: createSourceMap(text, tree), tree, diagnostics };
}

function readYaml(text: string, report: (code: DiagnosticCode, message: string, start: number, end: number) => void) {
  let document: Document;
  try {
    document = parseDocument(text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    report('yaml_syntax', error instanceof RangeError ? 'The text is nested too deeply' : String(error), 0, 0);
    return undefined;
  }
  for (const error of document.errors.slice(0, MAX_SYNTAX_ERRORS)) report(codeOf(error), error.message, ...error.pos);
  return document;
}

function codeOf(error: YAMLError): DiagnosticCode {
  if (error.code === 'MULTIPLE_DOCS') return 'several_documents';
  return error.code === 'RESOURCE_EXHAUSTION' ? 'limit_exceeded' : 'yaml_syntax';
}
