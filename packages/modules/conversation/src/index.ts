import type { ConversationOperations, Handlers, Subscription } from '@parley/contracts';
import { approveDraft } from './commands/approve-draft.ts';
import type { ConversationDeps } from './commands/context.ts';
import { endConversation } from './commands/end-conversation.ts';
import { postMessage } from './commands/post-message.ts';
import { startConversation } from './commands/start-conversation.ts';
import { conversationSubscriptions } from './events/subscriptions.ts';
import { getConversation } from './queries/get-conversation.ts';
import { listConversations } from './queries/list-conversations.ts';
import { listMessages } from './queries/list-messages.ts';

export type { ConversationDeps } from './commands/context.ts';
export type { ConversationReads, ConversationStore, ConversationTx } from './ports.ts';

/** The conversation service: dialogues and their messages. */
export function createConversationModule(deps: ConversationDeps): {
  handlers: Handlers<ConversationOperations>;
  subscriptions: Subscription[];
} {
  return {
    handlers: {
      startConversation: startConversation(deps),
      listConversations: listConversations(deps),
      getConversation: getConversation(deps),
      postMessage: postMessage(deps),
      listMessages: listMessages(deps),
      approveDraft: approveDraft(deps),
      endConversation: endConversation(deps),
    },
    subscriptions: conversationSubscriptions(deps),
  };
}
