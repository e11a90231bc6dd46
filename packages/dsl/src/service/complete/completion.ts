/** Something that can be written at a place. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: 'property' | 'value' | 'task' | 'function' | 'operation' | 'event' | 'variable' | 'keyword' | 'field';
  /** A few words beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Replaces the source from `start` to `end`; lines after the first carry their indentation. */
  readonly insertText: string;
  readonly start: number;
  readonly end: number;
}

/** An item before its place is known. */
export type Proposal = Omit<CompletionItem, 'start' | 'end'>;
