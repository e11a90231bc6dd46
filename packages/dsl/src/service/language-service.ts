import { analyseWorkflow } from '../analyse/analyse-workflow.ts';
import type { Catalog } from '../catalog.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { typeWorkflow } from '../types/type-workflow.ts';
import { type CodeAction, codeActions } from './code-actions.ts';
import { complete } from './complete/complete.ts';
import type { CompletionItem } from './complete/completion.ts';
import { definition, references, type Target } from './definition.ts';
import { type DocumentSymbol, documentSymbols } from './document-symbols.ts';
import { type ExpressionTypes, typedBy } from './expression-types.ts';
import { formatting } from './formatting.ts';
import { type Hover, hover } from './hover.ts';
import { type RenameResult, rename, renameable, type TextEdit } from './rename.ts';
import { type SemanticToken, semanticTokens } from './semantic-tokens.ts';
import { Snapshot } from './snapshot.ts';

export interface LanguageServiceOptions {
  /** The operations, events and functions that definitions can use. Default: none. */
  readonly catalog?: Catalog;
  /** Knows the types of what flows to an expression. Default: what the catalog and the definition's own schemas say. */
  readonly types?: ExpressionTypes;
}

/**
 * What an editor asks about the text of a definition, right or wrong. Places are offsets in UTF-16 units. Every question
 * takes the whole text; of the last few texts what was read is kept, so that the questions after one change read it once.
 */
export interface LanguageService {
  /** Findings and advice, in the order of the text. */
  diagnostics(text: string): readonly Diagnostic[];
  complete(text: string, offset: number): readonly CompletionItem[];
  hover(text: string, offset: number): Hover | undefined;
  /** Where what is named here is defined. */
  definition(text: string, offset: number): Target | undefined;
  /** Every place that names the same thing, its definition first. */
  references(text: string, offset: number): readonly Span[];
  /** The name here that could be changed. */
  renameable(text: string, offset: number): { start: number; end: number; name: string } | undefined;
  rename(text: string, offset: number, name: string): RenameResult;
  /** Changes that remove findings which touch the range. */
  codeActions(text: string, start: number, end: number): readonly CodeAction[];
  semanticTokens(text: string): readonly SemanticToken[];
  documentSymbols(text: string): readonly DocumentSymbol[];
  /** The edits that bring the text into canonical form. */
  formatting(text: string): readonly TextEdit[];
}

/** Texts whose reading is kept. */
const MAX_SNAPSHOTS = 8;

const NO_CATALOG: Catalog = { operations: [], events: [], functions: [] };

/** Makes a language service over a catalog. Browser-safe, synchronous, never throws on any text. */
export function createLanguageService({ catalog, types }: LanguageServiceOptions = {}): LanguageService {
  const snapshots = new SnapshotCache();
  const known = catalog ?? NO_CATALOG;
  const context = { catalog: known, types: types ?? typedBy(known) };
  const diagnostics = (text: string): readonly Diagnostic[] => snapshots.get(text).findings(catalog);
  return {
    diagnostics,
    complete: (text, offset) => complete(text, offset, context),
    hover: (text, offset) => hover(snapshots.get(text).snapshot, offset, context),
    definition: (text, offset) => definition(snapshots.get(text).snapshot, offset),
    references: (text, offset) => references(snapshots.get(text).snapshot, offset),
    renameable: (text, offset) => renameable(snapshots.get(text).snapshot, offset),
    rename: (text, offset, name) => rename(snapshots.get(text).snapshot, offset, name),
    codeActions: (text, start, end) => codeActions(diagnostics(text), start, end),
    semanticTokens: (text) => semanticTokens(snapshots.get(text).snapshot),
    documentSymbols: (text) => documentSymbols(snapshots.get(text).snapshot),
    formatting,
  };
}

/** A text that was read, with its findings once they were asked for. */
class CheckedText {
  readonly snapshot: Snapshot;
  private known: readonly Diagnostic[] | undefined;

  constructor(text: string) {
    this.snapshot = new Snapshot(text);
  }

  findings(catalog: Catalog | undefined): readonly Diagnostic[] {
    this.known ??= this.find(catalog);
    return this.known;
  }

  private find(catalog: Catalog | undefined): Diagnostic[] {
    const { parsed, source } = this.snapshot;
    const advice = parsed.workflow
      ? analyseWorkflow(parsed.workflow, { source, ...(catalog && { catalog }) }).diagnostics
      : [];
    const typed = parsed.draft ? typeWorkflow(parsed.draft, catalog, { source }).diagnostics : [];
    return [...parsed.diagnostics, ...typed, ...advice].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  }
}

class SnapshotCache {
  private readonly texts = new Map<string, CheckedText>();

  get(text: string): CheckedText {
    const known = this.texts.get(text) ?? new CheckedText(text);
    // The one asked for last is kept longest.
    this.texts.delete(text);
    this.texts.set(text, known);
    const [oldest] = this.texts.keys();
    if (this.texts.size > MAX_SNAPSHOTS) this.texts.delete(oldest!);
    return known;
  }
}
