import type { LookupAddress } from 'node:dns';
import type { AsyncApiMessage, EffectContext, HttpCaller, ResolvedAuthentication } from '@parley/engine';

/** What protocols need of the outside; everything rejects with the language's errors. */
export interface CallNetwork {
  /** Addresses of a host that may be reached at this port. */
  resolve(host: string, port: number): Promise<readonly LookupAddress[]>;
  authorize(
    authentication: ResolvedAuthentication | undefined,
    tenantId: string,
    signal?: AbortSignal,
  ): Promise<string | undefined>;
  /** Headers that every call carries. */
  headers(context: EffectContext): Readonly<Record<string, string>>;
}

export interface Outside {
  readonly http: HttpCaller;
  readonly network: CallNetwork;
  readonly limits: ConsumeLimits;
}

export interface ConsumeLimits {
  /** Of one message. */
  readonly maxMessageBytes: number;
  /** Of all messages of one task together. */
  readonly maxBytes: number;
  /** Of one task, whatever it asks for. */
  readonly maxConsumeMs: number;
}

/** Where messages go to or come from. */
export interface Destination {
  /** Absolute. */
  readonly address: string;
  readonly method: string;
  readonly contentType: string;
  /** JSON Pointer of the correlation id in the payload, without its first slash. */
  readonly correlationId: string | undefined;
  readonly authentication: ResolvedAuthentication | undefined;
}

export interface Consumption {
  readonly take: (message: AsyncApiMessage) => 'more' | 'stop';
  readonly forMs?: number;
}

/** One protocol: how to send over it, and how to receive if it can. */
export interface Protocol {
  publish(to: Destination, message: AsyncApiMessage, outside: Outside, context: EffectContext): Promise<void>;
  consume?(from: Destination, options: Consumption, outside: Outside, context: EffectContext): Promise<void>;
}
