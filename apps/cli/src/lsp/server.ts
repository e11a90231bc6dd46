import { type Catalog, createLanguageService, type LanguageService } from '@parley/dsl';
import { commonError, isObject, type ParleyError } from '@parley/kernel';
import {
  CodeActionKind,
  type Connection,
  ErrorCodes,
  type InitializeResult,
  MarkupKind,
  ResponseError,
  type TextDocumentPositionParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { AddressedCatalog } from '../definitions/addressed-catalog.ts';
import { type CatalogFiles, isCatalog, readCatalogFiles } from '../definitions/catalog-files.ts';
import {
  TOKEN_LEGEND,
  toCompletionItem,
  toDiagnostic,
  toDocumentSymbol,
  toRange,
  toTextEdits,
  toTokenData,
} from './convert.ts';

const CAPABILITIES: InitializeResult = {
  serverInfo: { name: 'parley' },
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: { triggerCharacters: ['.', '$', ' ', '"', '{'] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentSymbolProvider: true,
    documentFormattingProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    renameProvider: { prepareProvider: true },
    semanticTokensProvider: { legend: TOKEN_LEGEND, full: true },
  },
};

/**
 * Answers an editor over a connection until that is closed. `initializationOptions.catalog` takes the place of the given
 * files: a catalog itself, or the names of files as `--catalog` takes them.
 */
export function serveLanguage(connection: Connection, files: CatalogFiles | undefined): void {
  const documents = new TextDocuments(TextDocument);
  const server = new LanguageServer(connection, documents, files);
  server.listen();
  documents.listen(connection);
  connection.listen();
}

class LanguageServer {
  private readonly connection: Connection;
  private readonly documents: TextDocuments<TextDocument>;
  private catalog: AddressedCatalog | undefined;
  private readonly services = new WeakMap<Catalog, LanguageService>();
  private readonly plain = createLanguageService();
  private readonly due = new Map<string, NodeJS.Immediate>();

  constructor(connection: Connection, documents: TextDocuments<TextDocument>, files: CatalogFiles | undefined) {
    this.connection = connection;
    this.documents = documents;
    this.catalog = files && new AddressedCatalog(files);
  }

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialize(async ({ initializationOptions }) => {
      const options: unknown = initializationOptions;
      if (isObject(options) && options.catalog !== undefined) await this.useCatalog(options.catalog);
      return CAPABILITIES;
    });
    documents.onDidChangeContent(({ document }) => this.scheduleCheck(document.uri));
    documents.onDidClose(({ document }) => {
      clearImmediate(this.due.get(document.uri));
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
    this.listenToQuestions();
    this.listenToEdits();
  }

  /** What is no catalog is told to the person at the editor, who can go on without. */
  private async useCatalog(value: unknown): Promise<void> {
    try {
      this.catalog = new AddressedCatalog(await catalogFrom(value));
    } catch (error) {
      const { message, hint } = error as ParleyError;
      this.connection.window.showErrorMessage([`Parley: ${message}.`, hint].filter(Boolean).join(' '));
    }
  }

  /** Answers questions about a text, with what the text can use. */
  private serviceFor(text: string): LanguageService {
    const catalog = this.catalog?.for(text);
    if (!catalog) return this.plain;
    const service = this.services.get(catalog) ?? createLanguageService({ catalog });
    this.services.set(catalog, service);
    return service;
  }

  /** Checks when the messages that have already arrived are dealt with, so that fast typing is checked once. */
  private scheduleCheck(uri: string): void {
    clearImmediate(this.due.get(uri));
    const check = setImmediate(() => {
      const document = this.documents.get(uri);
      if (!document) return;
      const text = document.getText();
      const findings = isDefinition(text) ? this.serviceFor(text).diagnostics(text) : [];
      const diagnostics = findings.map((finding) => toDiagnostic(document, finding));
      void this.connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    });
    this.due.set(uri, check);
  }

  /** Asks the service about a place in a document; the answer is null where the document is not open. */
  private at<R>(
    { textDocument, position }: TextDocumentPositionParams,
    ask: (document: TextDocument, text: string, offset: number) => R,
  ): R | null {
    const document = this.documents.get(textDocument.uri);
    return document ? ask(document, document.getText(), document.offsetAt(position)) : null;
  }

  private listenToQuestions(): void {
    const { connection, documents } = this;
    connection.onCompletion((params) =>
      this.at(params, (document, text, offset) => ({
        // What fits changes with every letter: the service knows the words on both sides of the cursor.
        isIncomplete: true,
        items: this.serviceFor(text)
          .complete(text, offset)
          .map((item, index) => toCompletionItem(document, item, index)),
      })),
    );
    connection.onHover((params) =>
      this.at(params, (document, text, offset) => {
        const hover = this.serviceFor(text).hover(text, offset);
        if (!hover) return null;
        return { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range: toRange(document, hover.span) };
      }),
    );
    connection.onDefinition((params) =>
      this.at(params, (document, text, offset) => {
        const target = this.serviceFor(text).definition(text, offset);
        return target ? { uri: document.uri, range: toRange(document, target.name) } : null;
      }),
    );
    connection.onReferences((params) =>
      this.at(params, (document, text, offset) =>
        this.serviceFor(text)
          .references(text, offset)
          .map((span) => ({ uri: document.uri, range: toRange(document, span) })),
      ),
    );
    connection.onDocumentSymbol(({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      return document
        ? this.serviceFor(document.getText())
            .documentSymbols(document.getText())
            .map((one) => toDocumentSymbol(document, one))
        : [];
    });
    connection.languages.semanticTokens.on(({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      return {
        data: document
          ? toTokenData(document, this.serviceFor(document.getText()).semanticTokens(document.getText()))
          : [],
      };
    });
  }

  private listenToEdits(): void {
    const { connection, documents } = this;
    connection.onPrepareRename((params) =>
      this.at(params, (document, text, offset) => {
        const found = this.serviceFor(text).renameable(text, offset);
        return found ? { range: toRange(document, found), placeholder: found.name } : null;
      }),
    );
    connection.onRenameRequest((params) =>
      this.at(params, (document, text, offset) => {
        const result = this.serviceFor(text).rename(text, offset, params.newName);
        if (!result.ok) return new ResponseError(ErrorCodes.InvalidParams, result.message);
        return { changes: { [document.uri]: toTextEdits(document, result.edits) } };
      }),
    );
    connection.onCodeAction(({ textDocument, range }) => {
      const document = documents.get(textDocument.uri);
      if (!document) return [];
      const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      return this.serviceFor(document.getText())
        .codeActions(document.getText(), start, end)
        .map(({ title, diagnostics, edits }) => ({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: diagnostics.map((finding) => toDiagnostic(document, finding)),
          isPreferred: diagnostics.length === 1,
          edit: { changes: { [document.uri]: toTextEdits(document, edits) } },
        }));
    });
    connection.onDocumentFormatting(({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      return document ? toTextEdits(document, this.serviceFor(document.getText()).formatting(document.getText())) : [];
    });
  }
}

/** Other YAML files are opened in the same editor; a definition has at least a document or tasks. */
function isDefinition(text: string): boolean {
  return /^(?:\s*\{)?\s*["']?(?:document|do)["']?\s*:/m.test(text);
}

function catalogFrom(value: unknown): Promise<CatalogFiles> | CatalogFiles {
  if (isCatalog(value)) return { catalog: value, documents: [] };
  const names = typeof value === 'string' ? [value] : value;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return readCatalogFiles(names);
  throw commonError('invalid_request', 'initializationOptions.catalog is neither a catalog nor names of files');
}
