import type { ChangeSignal, Clock, IdSource } from '@parley/kernel';
import type { ConversationStore } from '../ports.ts';

/** What every command and query of this module works with. */
export interface ConversationDeps {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly newId: IdSource;
  /** Notified with a conversation's id when a message was added to it. */
  readonly changes: ChangeSignal;
}
