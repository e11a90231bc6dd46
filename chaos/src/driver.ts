import type { ExecutionEngine, HistoryEntry } from '@parley/engine';
import type { Random } from './random.ts';

/** The commands of an engine that a client gives, through whichever process is there to take them. */
export type Commands = Pick<
  ExecutionEngine,
  'start' | 'resolve' | 'deliverEvent' | 'cancel' | 'suspend' | 'resume' | 'retry'
>;
export type CommandName = keyof Commands;

/** Faults of one group come one after the other; those of different groups beside one another. */
export type FaultGroup = 'worker' | 'store' | 'network';

/** One way to make things go wrong. */
export interface Fault {
  readonly kind: string;
  readonly group: FaultGroup;
  /** True when something is killed; the others only disturb. */
  readonly crash: boolean;
  /** Makes it happen, and gives when what was hurt is on its way back. `random` decides what is open. */
  inflict(random: Random): Promise<FaultDetail>;
}

export interface FaultDetail {
  /** Process id of the worker that was hit. */
  readonly worker?: number;
}

/** A fault that was inflicted, times in epoch milliseconds. */
export interface Inflicted extends FaultDetail {
  readonly kind: string;
  readonly group: FaultGroup;
  readonly crash: boolean;
  readonly from: number;
  readonly to: number;
}

/** Where one execution stands. */
export interface Standing {
  readonly executionId: string;
  readonly tenantId: string;
  readonly definition: string;
  readonly status: string;
}

/** Everything that a driver has kept, read when all is quiet. */
export interface Kept {
  readonly executions: readonly Standing[];
  readonly histories: ReadonlyMap<string, readonly HistoryEntry[]>;
  /** How often each event to other services is there, by id; undefined when the driver publishes none. */
  readonly announced: ReadonlyMap<string, number> | undefined;
  /** When the executions passed to another worker, epoch milliseconds; undefined when several work at a time. */
  readonly takeovers: readonly number[] | undefined;
  /** What wrote after its right to write had passed to another (E9). */
  readonly strayWriters: readonly string[];
}

export interface DriverSetup {
  /** Folder of the run; what is written there is evidence. */
  readonly folder: string;
  readonly sandboxUrl: string;
  /** Path of the worker's program. */
  readonly worker: string;
  /** The same for the engine on Restate. */
  readonly restateWorker: string;
  readonly random: Random;
}

/** An engine with its processes, and how to hurt them. */
export interface ChaosDriver {
  readonly commands: Commands;
  readonly faults: readonly Fault[];
  /** How many commands were answered so far: who answers has recovered. */
  answers(): number;
  /** Which of the executions have ended, and how; may reject while things are broken. */
  ended(executionIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Mends everything: from now on nothing is broken. */
  heal(): Promise<void>;
  /** How many executions have not ended; 0 when the run is over. */
  open(): Promise<number>;
  collect(): Promise<Kept>;
  close(): Promise<void>;
}
