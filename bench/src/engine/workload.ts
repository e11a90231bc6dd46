/** The workflows that every contender has: steps one after the other, or beside one another with a join. */
export const STEPS = { one: 1, ten: 10, fan: 100 } as const;
export type WorkflowName = keyof typeof STEPS;

/** What every step gives: a result of usual size, at once. */
export const ANSWER = {
  ok: true,
  id: 'order-12345',
  items: [{ sku: 'pizza', quantity: 2, price: 12.5 }],
  note: 'extra "cheese", please',
};

/** Where a contender finds what it runs on; each has a database of its own on the same server. */
export interface Addresses {
  /** URL of a role that may create databases. */
  readonly adminUrl: string;
  /** URL of an empty database. */
  readonly databaseUrl: string;
  /** An empty folder. */
  readonly folder: string;
}

/** An engine under measurement, in a process of its own. */
export interface Contender {
  /** Runs one workflow from its start to its result. */
  run(workflow: WorkflowName): Promise<void>;
  /** Ids of the server processes that work for it alone. */
  readonly servers?: readonly number[];
  close(): Promise<void>;
}

/** One measurement: so many workflows at a time, for so long. */
export interface Load {
  readonly workflow: WorkflowName;
  readonly concurrency: number;
  readonly ms: number;
}

export interface Sample {
  readonly stepsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly steps: number;
  /** CPU time of the contender's process per step. */
  readonly cpuUs: number;
}

/** Messages between the benchmark and a contender's process. */
export type Report = { readonly servers: readonly number[] } | { readonly sample: Sample };
