import {
  ConversationApproved,
  type DomainEvent,
  type EventData,
  onEvent,
  type Subscription,
  TriggerReceived,
} from '@parley/contracts';
import type { CloudEvent } from '@parley/engine';
import { serviceContext } from '@parley/kernel';
import { approveDraft } from '../commands/approve-definition.ts';
import type { WorkflowDeps } from '../deps.ts';
import { startTriggered } from './start-triggered.ts';

/** What the workflow service does on its own and others' events. */
export function workflowSubscriptions(deps: WorkflowDeps): Subscription[] {
  return [
    onEvent('workflow.approvals', ConversationApproved, async (event) => {
      const context = serviceContext(event.accountid, 'workflow', event.traceparent);
      await approveDraft(deps, context, event.data.draftId, event.data.approvedBy);
    }),
    onEvent('workflow.triggers', TriggerReceived, (event) =>
      startTriggered(deps, event.accountid, toCloudEvent(event)),
    ),
  ];
}

function toCloudEvent(event: DomainEvent<EventData<typeof TriggerReceived>>): CloudEvent {
  const { eventId, type, source, subject, data } = event.data;
  return {
    specversion: '1.0',
    id: eventId,
    type,
    source,
    time: event.time,
    datacontenttype: 'application/json',
    ...(subject !== undefined && { subject }),
    data,
  };
}
