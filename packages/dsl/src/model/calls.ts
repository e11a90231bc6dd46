import type { SubscriptionIterator } from './events.ts';
import type { TaskBase } from './tasks.ts';
import type { AuthenticationReference, Duration, Endpoint, ExternalResource } from './workflow.ts';

/** A task that calls something: six protocols, or a function by name, catalog reference or URL. */
export type CallTask = CallHttp | CallOpenApi | CallGrpc | CallAsyncApi | CallA2a | CallMcp | CallFunction;

/** The protocol names; any other value of `call` names a function. */
export const CALL_PROTOCOLS = ['http', 'openapi', 'grpc', 'asyncapi', 'a2a', 'mcp'] as const;
export type CallProtocol = (typeof CALL_PROTOCOLS)[number];

/** `content` (the default) is the decoded body, `raw` the bytes in base64, `response` request and response. */
export type HttpOutput = 'raw' | 'content' | 'response';

export interface CallHttp extends TaskBase {
  readonly call: 'http';
  readonly with: {
    readonly method: string;
    readonly endpoint: Endpoint;
    readonly headers?: Readonly<Record<string, unknown>> | string;
    readonly body?: unknown;
    readonly query?: Readonly<Record<string, unknown>> | string;
    readonly output?: HttpOutput;
    readonly redirect?: boolean;
  };
}

export interface CallOpenApi extends TaskBase {
  readonly call: 'openapi';
  readonly with: {
    readonly document: ExternalResource;
    readonly operationId: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly authentication?: AuthenticationReference;
    readonly output?: HttpOutput;
    readonly redirect?: boolean;
  };
}

export interface CallGrpc extends TaskBase {
  readonly call: 'grpc';
  readonly with: {
    readonly proto: ExternalResource;
    readonly service: {
      readonly name: string;
      readonly host: string;
      readonly port?: number;
      readonly authentication?: AuthenticationReference;
    };
    readonly method: string;
    readonly arguments?: Readonly<Record<string, unknown>>;
  };
}

export interface CallAsyncApi extends TaskBase {
  readonly call: 'asyncapi';
  readonly with: {
    readonly document: ExternalResource;
    readonly channel?: string;
    readonly operation?: string;
    readonly server?: { readonly name: string; readonly variables?: Readonly<Record<string, unknown>> };
    readonly protocol?: string;
    readonly message?: {
      readonly payload?: unknown;
      readonly headers?: unknown;
      readonly correlationId?: string;
      readonly [property: string]: unknown;
    };
    readonly subscription?: {
      readonly filter?: string;
      readonly consume: AsyncApiConsumption;
      readonly foreach?: SubscriptionIterator;
    };
    readonly authentication?: AuthenticationReference;
  };
}

/** How many messages to take, and for how long at most. */
export interface AsyncApiConsumption {
  readonly amount?: number;
  readonly while?: string;
  readonly until?: string;
  readonly for?: Duration;
}

export interface CallA2a extends TaskBase {
  readonly call: 'a2a';
  readonly with: {
    readonly agentCard?: ExternalResource;
    readonly server?: Endpoint;
    readonly method: string;
    readonly parameters?: Readonly<Record<string, unknown>> | string;
  };
}

export interface CallMcp extends TaskBase {
  readonly call: 'mcp';
  readonly with: {
    readonly protocolVersion?: string;
    readonly method: string;
    readonly parameters?: Readonly<Record<string, unknown>> | string;
    readonly timeout?: Duration;
    readonly transport: {
      readonly http?: { readonly endpoint: Endpoint; readonly headers?: Readonly<Record<string, unknown>> };
      readonly stdio?: {
        readonly command: string;
        readonly arguments?: readonly string[];
        readonly environment?: Readonly<Record<string, string>>;
      };
      readonly options?: Readonly<Record<string, unknown>>;
    };
    readonly client?: { readonly name: string; readonly version: string };
  };
}

export interface CallFunction extends TaskBase {
  /** A name in `use.functions`, `name:version@catalog`, or the URL of a function. */
  readonly call: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
