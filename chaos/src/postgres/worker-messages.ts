import type { CommandName } from '../driver.ts';

/** What a worker is started with, as JSON in its first argument. */
export interface WorkerSettings {
  /** The administrator's URL of the server, through the worker's proxy. */
  readonly adminUrl: string;
  readonly sandboxUrl: string;
  readonly leaseTtlMs: number;
  readonly statementTimeoutMs: number;
  /** A small number makes executions that wait leave memory. */
  readonly maxIdleRuns: number;
  readonly logFile: string;
}

/** A command to the worker's engine. */
export interface Request {
  readonly id: number;
  readonly command: CommandName;
  readonly args: readonly unknown[];
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };

export const SERVICE = 'engine';
export const DATABASE = 'parley_chaos';
