import type { Call } from './call-log.ts';
import type { InboxMessage } from './inbox.ts';
import type { ApiName } from './records.ts';
import type { ScenarioName } from './scenarios.ts';
import type { WebhookDelivery, WebhookTarget } from './webhooks.ts';

export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Bearer keys; the default of an API is `sk_sandbox_<api>`. */
  readonly apiKeys?: Partial<Record<ApiName, string>>;
  /** Where each API sends its webhooks; can be set later, too. */
  readonly webhookTargets?: Partial<Record<ApiName, WebhookTarget>>;
  /** Waits between the attempts of a webhook; default 0.5, 1, 2, 5, 10 and 30 seconds. */
  readonly webhookRetryDelaysMs?: readonly number[];
  /** Default `normal`. */
  readonly scenario?: ScenarioName;
  /** Delay of the scenario `slow`; default 2,000. */
  readonly slowMs?: number;
  /** Requests per minute and API; default 60,000. */
  readonly rateLimitPerMinute?: number;
  /** Milliseconds since the epoch; default the machine's clock. */
  readonly now?: () => number;
}

/** A running restaurant. */
export interface Sandbox {
  /** `http://127.0.0.1:7400`. */
  readonly url: string;
  readonly apiKeys: Readonly<Record<ApiName, string>>;
  baseUrl(api: ApiName): string;
  documentUrl(api: ApiName): string;
  /** The latest calls, oldest first. */
  calls(): readonly Call[];
  /** Every table of the restaurant as an array. */
  state(): Record<string, unknown[]>;
  inbox(channel?: string): readonly InboxMessage[];
  webhooks(): readonly WebhookDelivery[];
  scenario(): ScenarioName;
  /** Switches the situation; flaky operations fail anew. */
  setScenario(name: ScenarioName): void;
  /** Throws when the secret does not have the form of Standard Webhooks. */
  setWebhookTarget(api: ApiName, target: WebhookTarget | undefined): void;
  /** Makes an event happen and sends its webhook. `data` chooses what it happens to (ids) and overrides what is sent. */
  emit(type: string, data?: Readonly<Record<string, unknown>>): WebhookDelivery;
  /** Resolves when no webhook is under way. */
  idle(): Promise<void>;
  /** Back to the beginning: seed data, normal scenario, empty logs; webhook targets stay. */
  reset(): void;
  close(): Promise<void>;
}
