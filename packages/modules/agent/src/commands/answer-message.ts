import {
  AgentResponse,
  buildEvent,
  type Draft,
  DSLGenerated,
  type EventData,
  type MessageReceived,
  type Proof,
} from '@parley/contracts';
import { type Catalog, formatWorkflow } from '@parley/dsl';
import { deriveId, type JsonObject, serviceContext, type TenantContext, toRfc3339 } from '@parley/kernel';
import type { PlannerTurn } from '@parley/planner';
import { type Answer, composeAnswer } from '../domain/answer.ts';
import type { AgentDeps, ConversationMemory } from '../ports.ts';

const SERVICE = 'agent';
const AUTHOR = 'builtin';

/** The event to answer. */
export interface Received {
  readonly eventId: string;
  readonly tenantId: string;
  readonly traceparent: string | undefined;
  readonly message: EventData<typeof MessageReceived>;
}

/**
 * Answers one message: plans, proposes a draft where the plan is complete, rehearses it and says what came of it. Ids
 * derive from the event, so that answering twice after a crash gives one draft and one answer.
 */
export async function answerMessage(deps: AgentDeps, received: Received): Promise<void> {
  const context = serviceContext(received.tenantId, SERVICE, received.traceparent);
  const { conversationId } = received.message;
  const memory = await deps.store.loadMemory(received.tenantId, conversationId);
  const turn = await planTurn(deps, context, memory, received.message.text);
  const draft = turn.definition && (await proposeDraft(deps, context, received, turn));
  const proof = await rehearse(deps, context, turn, draft, memory.draftId);
  await saveAndSay(deps, context, received, {
    memory: { plan: turn.state, draftId: draft?.draftId ?? memory.draftId },
    answer: composeAnswer(turn, draft, proof),
  });
}

async function planTurn(
  deps: AgentDeps,
  context: TenantContext,
  memory: ConversationMemory,
  utterance: string,
): Promise<PlannerTurn> {
  const [catalog, tenant] = await Promise.all([
    deps.workflow.getCatalog(context, {}),
    deps.platform.getTenant(context, {}),
  ]);
  const facts = { timeZone: tenant.timeZone, roles: tenant.businessRoles, now: toRfc3339(deps.clock.now()) };
  const input = { utterance, catalog: catalog as Catalog, tenant: facts };
  return deps.planner.respond(memory.plan === undefined ? input : { ...input, state: memory.plan });
}

function proposeDraft(deps: AgentDeps, context: TenantContext, received: Received, turn: PlannerTurn): Promise<Draft> {
  return deps.workflow.createDraft(context, {
    idempotencyKey: received.eventId,
    body: {
      source: formatWorkflow(turn.definition!),
      conversationId: received.message.conversationId,
      intents: intentsOf(turn),
    },
  });
}

function intentsOf(turn: PlannerTurn): JsonObject {
  const said = turn.explanation.filter((step) => step.words !== null);
  return Object.fromEntries(said.map((step) => [step.stepId, step.words!.text]));
}

/** A new valid draft is always rehearsed; an earlier one when somebody asks for it. */
async function rehearse(
  deps: AgentDeps,
  context: TenantContext,
  turn: PlannerTurn,
  draft: Draft | undefined,
  lastDraftId: string | undefined,
): Promise<Proof | undefined> {
  if (draft) return draft.valid ? rehearseDraft(deps, context, draft.draftId) : undefined;
  if (turn.action !== 'rehearse' || lastDraftId === undefined) return undefined;
  return rehearseDraft(deps, context, lastDraftId);
}

function rehearseDraft(deps: AgentDeps, context: TenantContext, draftId: string): Promise<Proof> {
  return deps.workflow.rehearseDraft(context, { params: { draftId } });
}

async function saveAndSay(
  deps: AgentDeps,
  context: TenantContext,
  received: Received,
  { memory, answer }: { memory: ConversationMemory; answer: Answer },
): Promise<void> {
  const { conversationId, messageId } = received.message;
  const { text, questions, detail, draftId } = answer;
  await deps.store.transaction(context.tenantId, async (tx) => {
    await tx.saveMemory(conversationId, memory);
    if (draftId !== undefined) {
      const id = await deriveId(received.eventId, DSLGenerated.type);
      const data = { conversationId, draftId, author: AUTHOR };
      await tx.publish(buildEvent(DSLGenerated, context, { id, subject: conversationId, data }, deps.clock.now()));
    }
    const data = { conversationId, inReplyTo: messageId, text, questions, detail };
    const said = draftId === undefined ? data : { ...data, draftId };
    const id = await deriveId(received.eventId, AgentResponse.type);
    await tx.publish(buildEvent(AgentResponse, context, { id, subject: conversationId, data: said }, deps.clock.now()));
  });
}
