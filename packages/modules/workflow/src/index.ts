import type { Handlers, Subscription, WorkflowOperations } from '@parley/contracts';
import { approveDefinition } from './commands/approve-definition.ts';
import { cancelExecution } from './commands/cancel-execution.ts';
import { createConnection } from './commands/create-connection.ts';
import { createDraft } from './commands/create-draft.ts';
import { decideApproval } from './commands/decide-approval.ts';
import { forkExecution } from './commands/fork-execution.ts';
import { publishEvent } from './commands/publish-event.ts';
import { putNotificationChannel } from './commands/put-notification-channel.ts';
import { receiveWebhook } from './commands/receive-webhook.ts';
import { rehearseDraft } from './commands/rehearse-draft.ts';
import { resumeExecution } from './commands/resume-execution.ts';
import { retryExecution } from './commands/retry-execution.ts';
import { setWorkflowStatus } from './commands/set-workflow-status.ts';
import { startExecution } from './commands/start-execution.ts';
import { suspendExecution } from './commands/suspend-execution.ts';
import { updateConnection } from './commands/update-connection.ts';
import type { WorkflowDeps } from './deps.ts';
import { CommandRunner } from './events/command-runner.ts';
import { Scheduler } from './events/scheduler.ts';
import { workflowSubscriptions } from './events/subscriptions.ts';
import { getConnection, listConnections } from './queries/connections.ts';
import { getCatalog } from './queries/get-catalog.ts';
import { getDraft } from './queries/get-draft.ts';
import { getExecution, listExecutions } from './queries/get-execution.ts';
import { getTimeline } from './queries/get-timeline.ts';
import { getValue } from './queries/get-value.ts';
import { listApprovals } from './queries/list-approvals.ts';
import { listNotificationChannels } from './queries/list-notification-channels.ts';
import { listTasks, TaskLists } from './queries/list-tasks.ts';
import { getWorkflow, getWorkflowVersion, listWorkflows } from './queries/workflows.ts';

export { CircuitBreaker, type CircuitBreakerOptions } from './admission/circuit-breaker.ts';
export { FairGate, type FairGateOptions } from './admission/fair-gate.ts';
export { guardEffects } from './admission/guard-effects.ts';
export { parseDefinitionId } from './commands/start-execution.ts';
export type { WorkflowDeps } from './deps.ts';
export { BUILTIN_FUNCTIONS } from './domain/builtin-functions.ts';
export type { ApiKeyAuthentication } from './domain/connection-auth.ts';
export type { CommandFailure, CommandKind, CommandRecord, ExecutionCommand } from './domain/execution-command.ts';
export { OpenExecutions } from './domain/open-executions.ts';
export type { TriggerSpec } from './domain/triggers.ts';
export { createApprovals } from './effects/approvals.ts';
export { type ConnectionAccess, type ConnectionLookup, createConnectionLookup } from './effects/connections.ts';
export { createDefinitions } from './effects/definitions.ts';
export { createEventPublisher } from './effects/event-publisher.ts';
export { createNotify } from './effects/notify.ts';
export { createSecretReader, secretName } from './effects/secrets.ts';
export { WORKFLOW_ERRORS, workflowError } from './errors.ts';
export { announceEntry } from './events/announce-history.ts';
export type * from './ports.ts';
export { type LargeValueOptions, LargeValues } from './values/large-values.ts';
export { referencesOf, valueKey } from './values/references.ts';
export { withLargeValues } from './values/with-large-values.ts';

/** The workflow service: connections, drafts, workflows, executions, triggers and approvals. */
export function createWorkflowModule(deps: WorkflowDeps): {
  handlers: Handlers<WorkflowOperations>;
  subscriptions: Subscription[];
  scheduler: Scheduler;
  commands: CommandRunner;
} {
  const taskLists = new TaskLists(deps);
  return {
    handlers: {
      createConnection: createConnection(deps),
      updateConnection: updateConnection(deps),
      listConnections: listConnections(deps),
      getConnection: getConnection(deps),
      getCatalog: getCatalog(deps),
      receiveWebhook: receiveWebhook(deps),
      createDraft: createDraft(deps),
      getDraft: getDraft(deps),
      rehearseDraft: rehearseDraft(deps),
      approveDefinition: approveDefinition(deps),
      listWorkflows: listWorkflows(deps),
      getWorkflow: getWorkflow(deps),
      getWorkflowVersion: getWorkflowVersion(deps),
      setWorkflowStatus: setWorkflowStatus(deps),
      startExecution: startExecution(deps),
      listExecutions: listExecutions(deps),
      getExecution: getExecution(deps),
      getTimeline: getTimeline(deps),
      getValue: getValue(deps),
      listTasks: listTasks(deps, taskLists),
      cancelExecution: cancelExecution(deps),
      suspendExecution: suspendExecution(deps),
      resumeExecution: resumeExecution(deps),
      retryExecution: retryExecution(deps),
      forkExecution: forkExecution(deps, taskLists),
      listApprovals: listApprovals(deps),
      decideApproval: decideApproval(deps),
      publishEvent: publishEvent(deps),
      putNotificationChannel: putNotificationChannel(deps),
      listNotificationChannels: listNotificationChannels(deps),
    },
    subscriptions: workflowSubscriptions(deps),
    scheduler: new Scheduler(deps),
    commands: new CommandRunner(deps),
  };
}
