export { type BoundRequest, bindArguments } from './calls/bind-arguments.ts';
export { compileWorkflow } from './compile/compile-workflow.ts';
export type { CompiledWorkflow } from './compile/compiled.ts';
export {
  type Body,
  Cancelled,
  type ChildRequest,
  type CloudEvent,
  type Durable,
  type Effect,
  type EffectInvocation,
  type EventSubscription,
  HandedOver,
  type Op,
  type RunOptions,
} from './durable.ts';
export { ExecutionFactory, type FactoryOptions, type RunBody, startEntry } from './engine/execution-factory.ts';
export { assertForkable, type ForkedStart, faultedTask, forkedStart } from './engine/fork.ts';
export { LocalEngine } from './engine/local-engine.ts';
export type { EngineOptions } from './engine/options.ts';
export { replayTimeline } from './engine/replay.ts';
export { systemTime } from './engine/system-time.ts';
export { ENGINE_ERRORS, engineError } from './errors.ts';
export { exceedsSize } from './flow/json-size.ts';
export {
  entryId,
  type HistoryData,
  type HistoryEntry,
  type HistoryType,
  type InterpreterInfo,
  isTerminal,
  type StartData,
  TERMINAL_TYPES,
  type TerminalType,
  type TriggerInfo,
} from './history.ts';
export { DEFAULT_LIMITS, LIMIT_DOCS, type Limits } from './interpret/limits.ts';
export type { TaskEvent, TaskEventType, TaskObserver } from './interpret/observer.ts';
export { validateJson } from './json-schema/validate.ts';
export type { Violation } from './json-schema/values.ts';
export { type LifecycleContext, taskLifecycleEvents, workflowLifecycleEvent } from './lifecycle.ts';
export { createMemoryEngine, type MemoryEngineOptions } from './memory/memory-engine.ts';
export { MemoryStore } from './memory/memory-store.ts';
export { VirtualTime, type VirtualTimeOptions } from './memory/virtual-time.ts';
export type {
  A2aCaller,
  A2aRequest,
  ApprovalDecision,
  ApprovalRequest,
  Approvals,
  AsyncApiCaller,
  AsyncApiMessage,
  AsyncApiTarget,
  CatalogEffect,
  ContainerRunner,
  Definitions,
  DocumentLoader,
  EffectContext,
  Effects,
  EventPublisher,
  GrpcCaller,
  GrpcRequest,
  HttpCaller,
  HttpRequest,
  HttpResponse,
  McpCaller,
  McpRequest,
  OperationResolver,
  ProcessResult,
  ResolvedAuthentication,
  ResolvedOperation,
  ResourceLocation,
  ScriptRequest,
  ScriptRunner,
  SecretReader,
  ShellRequest,
} from './ports/effects.ts';
export type { ExecutionEngine, ForkRequest, HistoryListener, Outcome, StartRequest } from './ports/engine.ts';
export type { Append, ExecutionHead, ExecutionStore, StoredEvent, TimeSource, Waiting } from './ports/store.ts';
export {
  isWorkflowError,
  STANDARD_ERRORS,
  STANDARD_PROBLEMS,
  type StandardProblem,
  standardError,
  WorkflowError,
  type WorkflowProblem,
} from './problem.ts';
export type { RunHost } from './scheduler/host.ts';
export { outcomeOf } from './scheduler/outcome.ts';
export { Run } from './scheduler/run.ts';
export { INTERPRETER } from './version.ts';
