import type { Json } from '@parley/kernel';
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
