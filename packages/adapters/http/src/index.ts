export { type AuthenticatedSender, createAuthenticatedSender } from './auth/authenticated-sender.ts';
export { createHttpCaller } from './calls/http-caller.ts';
export {
  createEgress,
  type Egress,
  type EgressOptions,
  type EgressRequest,
  type EgressResponse,
} from './egress/egress.ts';
export { EGRESS_ERRORS } from './egress/errors.ts';
