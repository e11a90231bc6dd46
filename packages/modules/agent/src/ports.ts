import type { Client, DomainEvent, PlatformOperations, WorkflowOperations } from '@parley/contracts';
import type { IdSource, Logger } from '@parley/kernel';
import type { Planner, PlannerState } from '@parley/planner';

/** What the agent remembers of a conversation. */
export interface ConversationMemory {
  readonly plan: PlannerState | undefined;
  /** The draft that the plan last led to. */
  readonly draftId: string | undefined;
}

export interface AgentTx {
  saveMemory(conversationId: string, memory: ConversationMemory): Promise<void>;
  publish(event: DomainEvent): Promise<void>;
}

/** Where the agent's memory lives. Every call sees one tenant only. */
export interface AgentStore {
  loadMemory(tenantId: string, conversationId: string): Promise<ConversationMemory>;
  transaction<T>(tenantId: string, work: (tx: AgentTx) => Promise<T>): Promise<T>;
}

/** What the module works with. */
export interface AgentDeps {
  readonly store: AgentStore;
  readonly planner: Planner;
  readonly workflow: Pick<Client<WorkflowOperations>, 'getCatalog' | 'createDraft' | 'rehearseDraft'>;
  readonly platform: Pick<Client<PlatformOperations>, 'getTenant'>;
  readonly clock: { now(): number };
  readonly newId: IdSource;
  readonly logger: Logger;
}
