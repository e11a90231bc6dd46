export { type AuthenticatedSender, createAuthenticatedSender } from './auth/authenticated-sender.ts';
export { type CallNetwork, createCallNetwork } from './calls/call-network.ts';
export { createHttpCaller } from './calls/http-caller.ts';
export { createDocumentLoader } from './documents/document-loader.ts';
export { createOperationResolver } from './documents/operation-resolver.ts';
export {
  createEgress,
  type Egress,
  type EgressOptions,
  type EgressRequest,
  type EgressResponse,
  type GuardedNetwork,
} from './egress/egress.ts';
export { EGRESS_ERRORS } from './egress/errors.ts';
export { createContractMocks } from './mock/contract-mocks.ts';
export { createNotificationSender } from './notify/webhook-sender.ts';
export { createApiImporter } from './openapi/api-importer.ts';
export { IMPORT_CODES, type ImportDiagnostic } from './openapi/diagnostics.ts';
export { type ImportedOpenApi, importOpenApi } from './openapi/import-openapi.ts';
export type { ApiServer } from './openapi/servers.ts';
export { createWebhookVerifier } from './webhooks/verifier.ts';
