import type { CloudEvent, TriggerInfo } from '@parley/engine';
import { deriveId, type Json } from '@parley/kernel';
import { runVersion } from '../commands/start-execution.ts';
import type { WorkflowDeps } from '../deps.ts';
import { matchesEvent } from '../domain/triggers.ts';
import type { TriggerRecord } from '../ports.ts';

/**
 * W4: one event starts a workflow at most once: the execution's id derives from the event and the workflow. The
 * execution's input is the list of consumed events' data, as the language says for `schedule.on`.
 */
export async function startTriggered(deps: WorkflowDeps, tenantId: string, event: CloudEvent): Promise<void> {
  const triggers = await deps.store.read(tenantId, (tx) => tx.eventTriggers(event.type));
  for (const trigger of triggers) {
    if (!matchesEvent(trigger.spec, event)) continue;
    const executionId = await deriveId('event', trigger.workflowId, event.source, event.id);
    const info: TriggerInfo = { kind: 'event', type: event.type, source: event.source, id: event.id };
    await runVersion(deps, tenantId, {
      ...versionOf(trigger),
      executionId,
      input: [event.data as Json],
      trigger: info,
    });
  }
  await deps.engine.deliverEvent(tenantId, event);
}

/** Starts the execution that a schedule asks for at `firedAt`; the same firing is the same execution. */
export async function startScheduled(deps: WorkflowDeps, trigger: TriggerRecord, firedAt: number): Promise<void> {
  const executionId = await deriveId('schedule', trigger.workflowId, String(trigger.ordinal), String(firedAt));
  const info: TriggerInfo = { kind: 'schedule', at: firedAt };
  await runVersion(deps, trigger.tenantId, { ...versionOf(trigger), executionId, input: {}, trigger: info });
}

function versionOf({ workflowId, version }: TriggerRecord): { workflowId: string; version: number } {
  return { workflowId, version };
}
