import type { AgentStore, ConversationMemory } from '@parley/module-agent';
import { type Migration, readMigrations } from '../../database/migrations.ts';
import type { ServiceDatabase } from '../../database/service-database.ts';
import { appendEvents } from '../../outbox/append.ts';

/** The agent service's tables. */
export function agentMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), 'agent/');
}

interface MemoryRow {
  plan: ConversationMemory['plan'] | null;
  draft_id: string | null;
}

/** The agent's memory in PostgreSQL. */
export function createAgentStore(database: ServiceDatabase): AgentStore {
  return {
    async loadMemory(tenantId, conversationId) {
      const row = await database.read(tenantId, (tx) =>
        tx.maybeOne<MemoryRow>(
          'select plan, draft_id from conversation_memory where tenant_id = $1 and conversation_id = $2',
          [tenantId, conversationId],
        ),
      );
      return { plan: row?.plan ?? undefined, draftId: row?.draft_id ?? undefined };
    },
    transaction: (tenantId, work) =>
      database.tenant(tenantId, (tx) =>
        work({
          async saveMemory(conversationId, { plan, draftId }) {
            await tx.execute(
              `insert into conversation_memory (tenant_id, conversation_id, plan, draft_id) values ($1, $2, $3, $4)
                on conflict (tenant_id, conversation_id)
                do update set plan = excluded.plan, draft_id = excluded.draft_id, updated_at = now()`,
              [tenantId, conversationId, plan === undefined ? null : JSON.stringify(plan), draftId ?? null],
            );
          },
          publish: (event) => appendEvents(tx, [event]),
        }),
      ),
  };
}
