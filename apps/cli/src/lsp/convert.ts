import type { CompletionItem, Diagnostic, DocumentSymbol, SemanticToken, Span, TextEdit, TokenKind } from '@parley/dsl';
import {
  CompletionItemKind,
  DiagnosticSeverity,
  InsertTextMode,
  type CompletionItem as LspCompletionItem,
  type Diagnostic as LspDiagnostic,
  type DocumentSymbol as LspDocumentSymbol,
  type TextEdit as LspTextEdit,
  MarkupKind,
  type Range,
  SymbolKind,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** Offsets of the language service as positions of the protocol, and the other way round. */
export function toRange(document: TextDocument, { start, end }: { start: number; end: number }): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toDiagnostic(document: TextDocument, finding: Diagnostic): LspDiagnostic {
  const { span, severity, code, message, hint, related } = finding;
  return {
    range: toRange(document, span ?? { start: 0, end: 0 }),
    severity: SEVERITIES[severity],
    code,
    source: 'parley',
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(related && {
      relatedInformation: related
        .filter((place): place is typeof place & { span: Span } => place.span !== undefined)
        .map((place) => ({
          location: { uri: document.uri, range: toRange(document, place.span) },
          message: place.message,
        })),
    }),
  };
}

const COMPLETION_KINDS: Readonly<Record<CompletionItem['kind'], CompletionItemKind>> = {
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  task: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  operation: CompletionItemKind.Function,
  event: CompletionItemKind.Event,
  variable: CompletionItemKind.Variable,
  keyword: CompletionItemKind.Keyword,
  field: CompletionItemKind.Field,
};

/** `index` keeps the order of the service, which editors would otherwise change to the alphabetical one. */
export function toCompletionItem(document: TextDocument, item: CompletionItem, index: number): LspCompletionItem {
  const { label, kind, detail, documentation, insertText } = item;
  return {
    label,
    kind: COMPLETION_KINDS[kind],
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    sortText: String(index).padStart(5, '0'),
    filterText: document.getText(toRange(document, item)).trimEnd() === '' ? label : insertText,
    textEdit: { range: toRange(document, item), newText: insertText },
    insertTextMode: InsertTextMode.asIs,
  };
}

export function toTextEdits(document: TextDocument, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map((edit) => ({ range: toRange(document, edit), newText: edit.text }));
}

const SYMBOL_KINDS: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  task: SymbolKind.Method,
  function: SymbolKind.Function,
  component: SymbolKind.Constant,
  group: SymbolKind.Namespace,
};

export function toDocumentSymbol(document: TextDocument, symbol: DocumentSymbol): LspDocumentSymbol {
  return {
    // The protocol forbids empty names.
    name: symbol.name || '(no name)',
    detail: symbol.detail,
    kind: SYMBOL_KINDS[symbol.kind],
    range: toRange(document, symbol.whole),
    selectionRange: toRange(document, symbol.nameSpan),
    children: symbol.children.map((child) => toDocumentSymbol(document, child)),
  };
}

/** Types of tokens in the order of their numbers in the protocol. */
const TOKEN_TYPES: readonly (readonly [TokenKind, string])[] = [
  ['task', 'class'],
  ['function', 'function'],
  ['keyword', 'keyword'],
  ['variable', 'variable'],
  ['property', 'property'],
  ['string', 'string'],
  ['number', 'number'],
  ['event', 'event'],
];

export const TOKEN_LEGEND = {
  tokenTypes: TOKEN_TYPES.map(([, type]) => type),
  tokenModifiers: ['definition'],
};

/** Five numbers a token, places relative to the token before. */
export function toTokenData(document: TextDocument, tokens: readonly SemanticToken[]): number[] {
  let line = 0;
  let character = 0;
  return tokens.flatMap(({ start, end, kind, definition }) => {
    const at = document.positionAt(start);
    const deltaLine = at.line - line;
    const deltaCharacter = deltaLine === 0 ? at.character - character : at.character;
    ({ line, character } = at);
    const type = TOKEN_TYPES.findIndex(([known]) => known === kind);
    return [deltaLine, deltaCharacter, end - start, type, definition ? 1 : 0];
  });
}
