import type { TaskList } from './tasks.ts';
import type { ExportConfig, OutputConfig } from './workflow.ts';

/** CloudEvents 1.0 context attributes and data, as `emit` writes them and filters compare them. */
export interface EventProperties {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data?: unknown;
  readonly [attribute: string]: unknown;
}

export interface EventFilter {
  readonly with: EventProperties;
  readonly correlate?: Readonly<Record<string, { readonly from: string; readonly expect?: string }>>;
}

/** Which events to wait for: every filter, any of them (until a condition or another event), or exactly one. */
export type EventConsumptionStrategy =
  | { readonly all: readonly EventFilter[] }
  | { readonly any: readonly EventFilter[]; readonly until?: string | EventConsumptionStrategy }
  | { readonly one: EventFilter };

/** What to do with each consumed event or message. `item` and `at` default to `item` and `index`. */
export interface SubscriptionIterator {
  readonly item?: string;
  readonly at?: string;
  readonly do?: TaskList;
  readonly output?: OutputConfig;
  readonly export?: ExportConfig;
}
