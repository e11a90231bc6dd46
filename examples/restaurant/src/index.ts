export type { Call } from './call-log.ts';
export { apiDocument, documentText, type OpenApiDocument } from './documents.ts';
export type { InboxMessage } from './inbox.ts';
export { API_NAMES, type ApiName } from './records.ts';
export { startSandbox } from './sandbox.ts';
export type { Sandbox, SandboxOptions } from './sandbox-interface.ts';
export { isScenario, SCENARIOS, type ScenarioName } from './scenarios.ts';
export type { WebhookDelivery, WebhookTarget } from './webhooks.ts';
