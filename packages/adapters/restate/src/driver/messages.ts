import type { Append, CloudEvent, HistoryEntry, Outcome } from '@parley/engine';

/**
 * What a workflow invocation of Restate is given: the beginning of the execution's history, or how many of the stored
 * entries that is.
 */
export type RunInput = { readonly entries: readonly HistoryEntry[] } | { readonly stored: number };

/** What it gives when the execution has ended. */
export interface RunResult {
  readonly outcome: Outcome;
  /** Time of the terminal entry, epoch milliseconds. */
  readonly at: number;
}

/** Something that concerns a running execution and comes from outside. */
export type Command =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'suspend'; readonly reason?: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'answer'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'event'; readonly position: number; readonly event: CloudEvent };

/** A command as it lies in an execution's mailbox. */
export type Message = Command & {
  /** When it was sent, epoch milliseconds. */
  readonly at: number;
};

/** What became of a message: false when it is an answer to something that has been answered already. */
export interface Posted {
  readonly first: boolean;
}

/** The journalled result of an effect. */
export type EffectResult =
  | { readonly output: unknown; readonly at: number }
  | { readonly problem: object; readonly at: number }
  /** The branch was cancelled before there was a result. */
  | { readonly dropped: true };

/** The journalled beginning of a child execution. */
export type ChildStart = { readonly append: Append } | { readonly problem: object };

/** Name of the durable promise that holds message `index`, counted from 0. */
export function slot(index: number): string {
  return `message/${index}`;
}
