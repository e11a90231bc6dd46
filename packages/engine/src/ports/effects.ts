import type { AuthenticationPolicy, HttpOutput, Operation, RunContainer, Workflow } from '@parley/dsl';
import type { CloudEvent, EffectInvocation } from '../durable.ts';

/**
 * On whose behalf an effect runs. Implementations send `idempotencyKey` along wherever the protocol has a place for it
 * (HTTP: the `Idempotency-Key` header on everything but GET, HEAD and OPTIONS) and stop when `signal` aborts.
 */
export interface EffectContext extends EffectInvocation {
  readonly tenantId: string;
  readonly executionId: string;
  /** Journal key of the task. */
  readonly key: string;
  /** `sandbox`, `live` or another environment of the tenant's connections. */
  readonly environment: string;
}

/** An authentication policy with every expression evaluated and every secret filled in. Never logged or recorded. */
export type ResolvedAuthentication = AuthenticationPolicy;

export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute. */
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Repeated values are arrays. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** JSON unless `content-type` says otherwise; a string is sent as it is under any type but JSON. */
  readonly body?: unknown;
  readonly authentication?: ResolvedAuthentication;
  /** `raw` asks for the bytes in base64 as `content`. */
  readonly output: HttpOutput;
  /** Follow redirects. */
  readonly redirect: boolean;
  /** The connection the address belongs to, when the call came from one of its operations. */
  readonly connection?: string;
}

export interface HttpResponse {
  /** What was sent in the end; headers without credentials. */
  readonly request: {
    readonly method: string;
    readonly uri: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded by media type (JSON to values, text to a string, else base64); base64 when `raw` was asked for. */
  readonly content: unknown;
}

/** Any status is a response; rejects with a `communication` error only when there is none (DNS, refused, cut, reset). */
export interface HttpCaller {
  call(request: HttpRequest, context: EffectContext): Promise<HttpResponse>;
}

/** An address with its credentials, evaluated. */
export interface ResourceLocation {
  readonly uri: string;
  readonly authentication?: ResolvedAuthentication;
}

/** Fetches and caches documents by address: API descriptions, `.proto` files, schemas, scripts, function definitions. */
export interface DocumentLoader {
  /** The document's text; rejects with a `communication` error when it cannot be had. */
  load(resource: ResourceLocation, context: EffectContext): Promise<string>;
}

/** An operation of an API document and where to send it now. */
export interface ResolvedOperation {
  readonly operation: Operation;
  /** Of the connection's environment, or from the document's own servers. */
  readonly baseUrl: string;
  /** What the connection that owns the document adds; the task's own authentication goes first. */
  readonly authentication?: ResolvedAuthentication;
}

/** Finds operations in API documents: Swagger 2.0 and OpenAPI 3.0 and 3.1. */
export interface OperationResolver {
  /** Rejects with a `configuration` error when the document has no such operation. */
  resolve(document: ResourceLocation, operationId: string, context: EffectContext): Promise<ResolvedOperation>;
}

/** Hands an emitted event to the tenant's other executions, triggers and systems. */
export interface EventPublisher {
  publish(event: CloudEvent, context: EffectContext): Promise<void>;
}

/** The values of a tenant's secrets. Called each time an execution is loaded; values never enter the history. */
export interface SecretReader {
  /** Those of `names` that exist. */
  read(tenantId: string, names: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
}

/** Immutable workflow definitions. */
export interface Definitions {
  /** Rejects when there is none with this id. The same id always gives the same definition. */
  load(tenantId: string, definition: string): Promise<Workflow>;
  /** The id of an approved definition; `version` may be `latest`. Undefined when there is none. */
  find(
    tenantId: string,
    reference: { readonly namespace: string; readonly name: string; readonly version: string },
  ): Promise<string | undefined>;
}

/** A function of the `default` catalog that touches the outside once: `notify`, `ask-model` ... */
export type CatalogEffect = (args: Readonly<Record<string, unknown>>, context: EffectContext) => Promise<unknown>;

/** A question to a person. `name` is what {@link ExecutionEngine.resolve} takes, with an {@link ApprovalDecision}. */
export interface ApprovalRequest {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** Business role or member who may decide. */
  readonly assignee: string;
  /** What is to be decided on, as the workflow passed it. */
  readonly subject?: unknown;
  /** JSON Schema of what the person may fill in. */
  readonly form?: unknown;
  /** Epoch milliseconds after which it is decided without them. */
  readonly deadlineAt?: number;
}

export interface ApprovalDecision {
  readonly approved: boolean;
  readonly by?: string;
  readonly comment?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The people's inbox. All three are idempotent by execution and `name`. */
export interface Approvals {
  open(request: ApprovalRequest, context: EffectContext): Promise<void>;
  /** Moves an open request to another role or member. */
  escalate(name: string, assignee: string, context: EffectContext): Promise<void>;
  /** Takes it out of the inbox: decided elsewhere, past its deadline, or cancelled. */
  close(name: string, reason: 'expired' | 'cancelled', context: EffectContext): Promise<void>;
}

/** What a finished process left behind. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ScriptRequest {
  /** `js` or `python`. */
  readonly language: string;
  readonly code: string;
  readonly stdin?: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface ScriptRunner {
  readonly languages: readonly string[];
  run(request: ScriptRequest, context: EffectContext): Promise<ProcessResult>;
}

export interface ShellRequest {
  readonly command: string;
  readonly stdin?: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs containers, and shell commands inside one. */
export interface ContainerRunner {
  run(request: RunContainer['container'], context: EffectContext): Promise<ProcessResult>;
  shell(request: ShellRequest, context: EffectContext): Promise<ProcessResult>;
}

export interface GrpcRequest {
  /** Text of the `.proto` file. */
  readonly proto: string;
  /** Full name of the service, then host and port. */
  readonly service: string;
  readonly host: string;
  readonly port?: number;
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly authentication?: ResolvedAuthentication;
}

export interface GrpcCaller {
  /** The response message; an array of them for a streaming response. */
  call(request: GrpcRequest, context: EffectContext): Promise<unknown>;
}

export interface AsyncApiMessage {
  readonly payload?: unknown;
  readonly headers?: unknown;
  readonly correlationId?: string;
  readonly [property: string]: unknown;
}

export interface AsyncApiTarget {
  readonly document: ResourceLocation;
  readonly channel?: string;
  readonly operation?: string;
  readonly server?: { readonly name: string; readonly variables?: Readonly<Record<string, unknown>> };
  readonly protocol?: string;
  readonly authentication?: ResolvedAuthentication;
}

export interface AsyncApiCaller {
  publish(target: AsyncApiTarget, message: AsyncApiMessage, context: EffectContext): Promise<void>;
  /** Hands every message to `take` until that says stop, `forMs` is over or the signal aborts. */
  consume(
    target: AsyncApiTarget,
    options: { readonly take: (message: AsyncApiMessage) => 'more' | 'stop'; readonly forMs?: number },
    context: EffectContext,
  ): Promise<void>;
}

export interface A2aRequest {
  /** Address of the agent or of its card. */
  readonly agentCard?: ResourceLocation;
  readonly server?: ResourceLocation;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface A2aCaller {
  call(request: A2aRequest, context: EffectContext): Promise<unknown>;
}

export interface McpRequest {
  readonly protocolVersion: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
  readonly transport:
    | { readonly kind: 'http'; readonly endpoint: ResourceLocation; readonly headers: Readonly<Record<string, string>> }
    | {
        readonly kind: 'stdio';
        readonly command: string;
        readonly arguments: readonly string[];
        readonly environment: Readonly<Record<string, string>>;
      };
  readonly options: Readonly<Record<string, unknown>>;
  readonly client?: { readonly name: string; readonly version: string };
}

export interface McpCaller {
  call(request: McpRequest, context: EffectContext): Promise<unknown>;
}

/**
 * Everything an execution can do to the outside. Those that may be absent are refused where a workflow uses them, with
 * a `configuration` error that names what is missing.
 */
export interface Effects {
  readonly http: HttpCaller;
  readonly documents: DocumentLoader;
  readonly operations: OperationResolver;
  readonly events: EventPublisher;
  readonly secrets: SecretReader;
  readonly definitions: Definitions;
  /** By `name:version`; `approve:1` is the engine's own and needs `approvals`. */
  readonly functions: Readonly<Record<string, CatalogEffect>>;
  readonly approvals?: Approvals;
  readonly scripts?: ScriptRunner;
  readonly containers?: ContainerRunner;
  readonly grpc?: GrpcCaller;
  readonly asyncapi?: AsyncApiCaller;
  readonly a2a?: A2aCaller;
  readonly mcp?: McpCaller;
}
