import type { DurationParts } from '@parley/kernel';
import type { EventConsumptionStrategy } from './events.ts';
import type { AuthenticationPolicy, Catalogs, ErrorDefinition, RetryPolicy } from './policies.ts';
import type { Extension, Task, TaskList } from './tasks.ts';

/**
 * The plain model of the Open Workflow Specification DSL 1.0.x, as JSON carries it: what the parser returns, the engine
 * interprets and the planner writes. Positions in the source live beside it, in the source map of a parsed document.
 */
export interface Workflow {
  readonly document: DocumentInfo;
  readonly input?: InputConfig;
  readonly use?: Use;
  readonly do: TaskList;
  readonly timeout?: Timeout | string;
  readonly output?: OutputConfig;
  readonly schedule?: Schedule;
  readonly evaluate?: { readonly language?: string; readonly mode?: 'strict' | 'loose' };
}

export interface DocumentInfo {
  readonly dsl: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly summary?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface Use {
  readonly authentications?: Readonly<Record<string, AuthenticationPolicy>>;
  readonly catalogs?: Catalogs;
  readonly errors?: Readonly<Record<string, ErrorDefinition>>;
  readonly extensions?: readonly Readonly<Record<string, Extension>>[];
  readonly functions?: Readonly<Record<string, Task>>;
  readonly retries?: Readonly<Record<string, RetryPolicy>>;
  readonly secrets?: readonly string[];
  readonly timeouts?: Readonly<Record<string, Timeout>>;
}

/** `every`, `cron` and `after` start executions by time, `on` by events. */
export interface Schedule {
  readonly every?: Duration;
  readonly cron?: string;
  readonly after?: Duration;
  readonly on?: EventConsumptionStrategy;
  readonly read?: 'data' | 'envelope' | 'raw';
}

/** An object of parts, an ISO 8601 duration or, where the DSL allows it, a `${ }` expression. */
export type Duration = DurationParts | string;

export interface Timeout {
  readonly after: Duration;
}

export interface InputConfig {
  readonly schema?: SchemaConfig;
  readonly from?: string | Readonly<Record<string, unknown>>;
}

export interface OutputConfig {
  readonly schema?: SchemaConfig;
  readonly as?: string | Readonly<Record<string, unknown>>;
}

export interface ExportConfig {
  readonly schema?: SchemaConfig;
  readonly as?: string | Readonly<Record<string, unknown>>;
}

/** A schema given inline (`document`) or by reference (`resource`); `format` defaults to `json`. */
export interface SchemaConfig {
  readonly format?: string;
  readonly document?: unknown;
  readonly resource?: ExternalResource;
}

export interface ExternalResource {
  readonly name?: string;
  readonly endpoint: Endpoint;
}

/** A URI, a URI template, an expression, or those with an authentication. */
export type Endpoint = string | { readonly uri: string; readonly authentication?: AuthenticationReference };

export type AuthenticationReference = { readonly use: string } | AuthenticationPolicy;
