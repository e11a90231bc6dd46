export { ChangeSignal, waitForChange } from './change-signal.ts';
export { type Clock, ManualClock, systemClock, toRfc3339 } from './clock.ts';
export { loadConfig } from './config.ts';
export { deriveId } from './derived-id.ts';
export { type DurationParts, durationToMs, formatIsoDuration, parseIsoDuration } from './duration.ts';
export {
  COMMON_ERRORS,
  commonError,
  defineErrors,
  type ErrorDetails,
  type ErrorKind,
  type ErrorTable,
  ParleyError,
} from './errors.ts';
export { createIdSource, type IdSource, isUuid, newId } from './ids.ts';
export { isObject, type Json, type JsonObject } from './json.ts';
export { type Logger, silentLogger } from './logger.ts';
export { type Problem, toProblem } from './problem.ts';
export { hasRole, ROLES, type Role, serviceContext, type TenantContext } from './tenant.ts';
export { createTenantTokens, type TenantTokens } from './tenant-token.ts';
