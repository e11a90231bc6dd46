import type { SourceMap } from '../parse/source-map.ts';

/**
 * `lost`: could not be carried over, somebody has to do something. `changed`: was carried over, but means something else
 * in places. `renamed`: the same under another name.
 */
export type MigrationKind = 'lost' | 'changed' | 'renamed';

/** One thing that is not as it was. */
export interface MigrationNote {
  readonly kind: MigrationKind;
  /** JSON pointer in the old definition. */
  readonly pointer: string;
  /** Line of the old text, from 1. */
  readonly line: number;
  /** What it is about and why it is so. */
  readonly message: string;
  /** What to do by hand. */
  readonly advice?: string;
}

/** Collects notes while a definition is migrated, each once. */
export class Report {
  private readonly notes = new Map<string, MigrationNote>();
  private readonly source: SourceMap;

  constructor(source: SourceMap) {
    this.source = source;
  }

  lost(pointer: string, message: string, advice?: string): void {
    this.add('lost', pointer, message, advice);
  }

  changed(pointer: string, message: string, advice?: string): void {
    this.add('changed', pointer, message, advice);
  }

  renamed(pointer: string, message: string): void {
    this.add('renamed', pointer, message);
  }

  private add(kind: MigrationKind, pointer: string, message: string, advice?: string): void {
    const { line } = this.source.keySpan(pointer);
    const note = { kind, pointer, line, message, ...(advice !== undefined && { advice }) };
    this.notes.set(`${kind} ${pointer} ${message}`, note);
  }

  /** In the order of the old text. */
  list(): MigrationNote[] {
    return [...this.notes.values()].toSorted((a, b) => a.line - b.line);
  }
}
