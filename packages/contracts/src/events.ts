import { type Json, newId, type TenantContext, toRfc3339 } from '@parley/kernel';
import type { z } from 'zod';

/**
 * An event between services: CloudEvents 1.0 with Parley's extension attributes. `id` is deterministic where the event
 * can be written twice, so that consumers can drop the second copy.
 */
export interface DomainEvent<Data = Json> {
  readonly id: string;
  /** One of the types in a service's `events.ts`, or the type of a tenant's own event (`order.placed`). */
  readonly type: string;
  /** The service or connection that published it. */
  readonly source: string;
  /** Id of the aggregate the event is about: events with the same subject are delivered in order. */
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  /** The tenant. */
  readonly accountid: string;
  /** Version of the schema of `data`. */
  readonly dataversion: number;
  readonly traceparent?: string;
  readonly data: Data;
}

/** Handles one event; the bus tries again with backoff when it throws, and puts it to the dead letters in the end. */
export type EventHandler = (event: DomainEvent) => Promise<void>;

/**
 * Delivers published events to consumers, at least once each, in order per subject. A consumer sees an event id once
 * it has been handled successfully never again.
 */
export interface EventBus {
  /**
   * Registers `handler` under the durable name `consumer`. `types` lists event types; `'*'` means every type.
   * Call before the bus starts.
   */
  subscribe(consumer: string, types: readonly string[], handler: EventHandler): void;
}

/** The published schema of one event type. */
export interface EventSpec<S extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly version: number;
  readonly service: string;
  readonly summary: string;
  readonly data: S;
}

/** Declares an event type; the declaration validates, documents and types it. */
export function defineEvent<S extends z.ZodType>(spec: EventSpec<S>): EventSpec<S> {
  return spec;
}

/** Data of an event type. */
export type EventData<E extends EventSpec> = z.infer<E['data']>;

/** What a module wants delivered; the service registers it on the bus. */
export interface Subscription {
  /** Durable name, unique within the service: `conversation.agent-answers`. */
  readonly consumer: string;
  readonly types: readonly string[];
  readonly handle: EventHandler;
}

/** A subscription to one event type, with `data` validated against its schema before the handler sees it. */
export function onEvent<S extends z.ZodType>(
  consumer: string,
  spec: EventSpec<S>,
  handle: (event: DomainEvent<z.infer<S>>) => Promise<void>,
): Subscription {
  return {
    consumer,
    types: [spec.type],
    handle: (event) => handle({ ...event, data: spec.data.parse(event.data) }),
  };
}

/** What the publisher of an event says; the rest follows from its declaration. */
export interface EventDraft<Data> {
  /** Deterministic where the event can be written twice; otherwise a new UUIDv7. */
  readonly id?: string;
  readonly subject: string;
  readonly data: Data;
}

/** Builds a valid event of a declared type for the tenant of `context`; raises when `data` breaks the schema. */
export function buildEvent<S extends z.ZodType>(
  spec: EventSpec<S>,
  context: TenantContext,
  draft: EventDraft<z.input<S>>,
  now: number = Date.now(),
): DomainEvent {
  return {
    id: draft.id ?? newId(),
    type: spec.type,
    source: `/services/${spec.service}`,
    subject: draft.subject,
    time: toRfc3339(now),
    accountid: context.tenantId,
    dataversion: spec.version,
    ...(context.traceparent !== undefined && { traceparent: context.traceparent }),
    data: spec.data.parse(draft.data) as Json,
  };
}
